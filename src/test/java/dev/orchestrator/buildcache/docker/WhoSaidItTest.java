package dev.orchestrator.buildcache.docker;

import static dev.orchestrator.buildcache.docker.Failure.DOCKER_MISSING;
import static dev.orchestrator.buildcache.docker.Failure.DOCKER_NOT_RUNNING;
import static dev.orchestrator.buildcache.docker.Failure.DOCKER_PERMISSION;
import static dev.orchestrator.buildcache.docker.Failure.GATE_REFUSED;
import static dev.orchestrator.buildcache.docker.Failure.HOST_KEY_REJECTED;
import static dev.orchestrator.buildcache.docker.Failure.HOST_UNREACHABLE;
import static dev.orchestrator.buildcache.docker.Failure.LOGIN_REFUSED;
import static dev.orchestrator.buildcache.docker.Failure.OTHER;
import static dev.orchestrator.buildcache.docker.Failure.SSH_MISSING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where several lines could decide: those of who ended the command do, and the specific before the generic. */
class WhoSaidItTest {
    private static final String DENIED = "prune@build-01: Permission denied (publickey).\n";
    private static final String CLOSED = "Connection closed by 10.0.0.5 port 22\n";

    private static Arguments[] of_a_login() {
        return new Arguments[] {
            // ssh's own libraries, as glibc, musl, macOS and OpenSSH say it
            row(
                    127,
                    SSH_MISSING,
                    "ssh: error while loading shared libraries: libcrypto.so.3: cannot open shared object file"),
            row(127, SSH_MISSING, "/opt/ssh/bin/ssh: error while loading shared libraries: libz.so.1: file too short"),
            row(127, SSH_MISSING, "ssh: symbol lookup error: ssh: undefined symbol: EVP_CIPHER_CTX_get_iv"),
            row(1, SSH_MISSING, "ssh: /lib/libcrypto.so.3: version `OPENSSL_3.0.9' not found (required by ssh)"),
            row(127, SSH_MISSING, "Error loading shared library libcrypto.so.3: No such file (needed by /usr/bin/ssh)"),
            row(127, SSH_MISSING, "Error relocating /usr/bin/ssh: EVP_sha1: symbol not found"),
            row(134, SSH_MISSING, "dyld[42]: Library not loaded: /opt/homebrew/lib/libcrypto.3.dylib"),
            row(255, SSH_MISSING, "OpenSSL version mismatch. Built against 30000020, you have 10101000"),
            row(127, SSH_MISSING, "/usr/local/bin/our-ssh: 3: exec: ssh: not found"),
            row(127, DOCKER_MISSING, "docker: error while loading shared libraries: libdl.so.2: cannot open"),

            // keys that ssh can't use
            row(255, LOGIN_REFUSED, "Load key \"/home/prune/key\": bad permissions\n" + DENIED),
            row(255, LOGIN_REFUSED, "Load key \"/home/prune/key\": bad permissions\n" + CLOSED),
            row(255, LOGIN_REFUSED, "Load key \"/home/prune/key.pub\": error in libcrypto\n" + CLOSED),
            row(
                    255,
                    LOGIN_REFUSED,
                    "@  WARNING: UNPROTECTED PRIVATE KEY FILE!  @\nConnection reset by 10.0.0.5 port 22"),
            // one key of several, and then something else
            row(255, HOST_UNREACHABLE, "Load key \"/k\": bad permissions\nTimeout, server build-01 not responding."),
            row(255, HOST_KEY_REJECTED, "Load key \"/k\": bad permissions\nHost key verification failed."),

            // accounts and passwords
            row(255, LOGIN_REFUSED, "Your account has expired; please contact your system administrator.\n" + CLOSED),
            row(
                    255,
                    LOGIN_REFUSED,
                    "The account is locked due to 3 failed logins.\n(10 minutes left to unlock)\n" + CLOSED),
            row(255, LOGIN_REFUSED, "Your account has been disabled.\n" + CLOSED),
            row(
                    255,
                    LOGIN_REFUSED,
                    "\"System is going down. Unprivileged users are not permitted to log in anymore.\"\n" + CLOSED),
            row(
                    1,
                    LOGIN_REFUSED,
                    "WARNING: Your password has expired.\nPassword change required but no TTY available."),
            row(1, LOGIN_REFUSED, "You are required to change your password immediately (administrator enforced)."),
            row(1, LOGIN_REFUSED, "This account is currently not available."),
            row(1, DOCKER_NOT_RUNNING, "Warning: your password will expire in 7 days\nIs the docker daemon running?"),
            row(
                    255,
                    HOST_UNREACHABLE,
                    "Warning: your password will expire in 7 days\nclient_loop: send disconnect: Broken pipe"),

            // a jump host's refusal, and a changed key that the settings accept
            row(
                    255,
                    LOGIN_REFUSED,
                    "jump: Permission denied (publickey).\nkex_exchange_identification: Connection closed"),
            row(255, HOST_KEY_REJECTED, "Host key verification failed.\nConnection closed by UNKNOWN port 65535"),
            row(255, LOGIN_REFUSED, "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n" + DENIED),

            // a ProxyCommand's own words
            row(255, HOST_UNREACHABLE, "sh: 1: cloudflared: not found\nConnection closed by UNKNOWN port 65535"),
            row(
                    255,
                    HOST_UNREACHABLE,
                    "nc: docker: not found\nbanner exchange: Connection to UNKNOWN port 65535: Broken pipe"),

            // a gate that can't be run is none of Docker's faults
            row(126, GATE_REFUSED, "bash: line 1: /usr/local/bin/prune-gate: Permission denied"),
            row(127, GATE_REFUSED, "sh: 1: /usr/local/bin/prune-gate: not found"),
            row(127, GATE_REFUSED, "bash: line 1: /usr/local/bin/docker-gate: No such file or directory"),
            row(
                    126,
                    GATE_REFUSED,
                    "bash: /usr/local/bin/prune-gate: /bin/sh^M: bad interpreter: No such file or directory"),
            row(127, GATE_REFUSED, "bash: line 1: /opt/gate: cannot execute: required file not found"),
            row(126, DOCKER_PERMISSION, "bash: nvm: command not found\nbash: /usr/bin/docker: Permission denied"),
            row(127, DOCKER_MISSING, "bash: nvm: command not found\nbash: docker: command not found"),
            row(127, DOCKER_MISSING, "bash: docker : commande introuvable"),
            // another's gate, which says neither
            row(126, OTHER, "this key may not do that"),
            row(1, OTHER, "build-cache-pruner gate: not allowed"),
        };
    }

    @ParameterizedTest
    @MethodSource("of_a_login")
    void the_specific_comes_before_the_generic(int code, Failure failure, String stderr) {
        assertThat(Diagnosis.of(new Exited(code, "", stderr)).failure()).isEqualTo(failure);
    }

    /** Inside a session, ssh has started, the login has succeeded, and a gate runs. */
    @ParameterizedTest
    @MethodSource("of_a_login")
    void in_a_session_nothing_is_taken_for_a_trouble_of_the_login(int code, Failure ignored, String stderr) {
        assertThat(Diagnosis.of(new Exited(code, "", stderr, true)).failure())
                .isNotIn(SSH_MISSING, LOGIN_REFUSED, HOST_UNREACHABLE, HOST_KEY_REJECTED, GATE_REFUSED);
    }

    @Test
    void a_gates_refusal_in_a_session_is_one_too() {
        assertThat(Diagnosis.of(new Exited(126, "", "build-cache-pruner gate: not allowed", true))
                        .failure())
                .isEqualTo(GATE_REFUSED);
    }

    /** What a server shows before each login, on purpose full of such words. */
    @ParameterizedTest
    @MethodSource("answers")
    void a_banner_decides_nothing(int code, Failure failure, String stderr) {
        String banner = ("NOTICE: unauthorized access denied. Accounts are locked after failed logins.\n"
                        + "Permission denied to all who are not permitted; your connection is monitored and may be closed.\n"
                        + "Passwords expire; errors, unknown users and invalid requests are refused.\n")
                .repeat(14);
        assertThat(Diagnosis.of(new Exited(code, "", banner + stderr)).failure())
                .isEqualTo(failure);
    }

    /** Since ssh's words come apart: of what a server shows before a login, only what it says of the account counts. */
    @Test
    void where_ssh_failed_the_host_decides_nothing() {
        String banner = "NOTICE: unauthorized access denied, if your account is locked, call us.\n".repeat(40);
        var refused = Diagnosis.of(new Exited(255, "", banner, DENIED, false));
        assertThat(refused.failure()).isEqualTo(LOGIN_REFUSED);
        assertThat(refused.text()).isEqualTo("rc=255: " + DENIED.strip());
        assertThat(refused.details())
                .hasValueSatisfying(
                        details -> assertThat(details).startsWith("NOTICE: ").endsWith(DENIED.strip()));
        assertThat(Diagnosis.of(new Exited(255, "", banner, CLOSED, false)).failure())
                .isEqualTo(HOST_UNREACHABLE);
        assertThat(Diagnosis.of(new Exited(255, "", "Host key verification failed.\n", CLOSED, false))
                        .failure())
                .isEqualTo(HOST_UNREACHABLE);
    }

    @Test
    void a_server_that_closes_the_connection_of_an_expired_account_says_so_before() {
        String expired = "Your account has expired; please contact your system administrator.";
        var refused = Diagnosis.of(new Exited(255, "", "NOTICE: be nice\n\n" + expired + "\n", CLOSED, false));
        assertThat(refused.failure()).isEqualTo(LOGIN_REFUSED);
        assertThat(refused.text()).isEqualTo("rc=255: " + expired + " " + CLOSED.strip());
    }

    @Test
    void before_a_server_was_reached_stderr_is_the_proxys() {
        String closed = "kex_exchange_identification: Connection closed by remote host\n";
        var lost = Diagnosis.of(new Exited(255, "", "bash: line 1: exec: cloudflared: not found\n", closed, false));
        assertThat(lost.failure()).isEqualTo(HOST_UNREACHABLE);
        assertThat(lost.text()).isEqualTo("rc=255: bash: line 1: exec: cloudflared: not found " + closed.strip());
        assertThat(Diagnosis.of(new Exited(255, "", "jump: Permission denied (publickey).\n", closed, false))
                        .failure())
                .isEqualTo(LOGIN_REFUSED);
    }

    @Test
    void where_ssh_only_made_noise_the_hosts_words_are_shown() {
        String added = "Warning: Permanently added 'build-01' (ED25519) to the list of known hosts.\n";
        assertThat(Diagnosis.of(new Exited(255, "", "fatal: no\n", added, false))
                        .text())
                .isEqualTo("rc=255: fatal: no");
        assertThat(Diagnosis.of(new Exited(1, "", "fatal: no\n", added, false)).details())
                .isEmpty();
    }

    private static Arguments[] answers() {
        return new Arguments[] {
            row(255, LOGIN_REFUSED, DENIED),
            row(255, HOST_UNREACHABLE, CLOSED),
            row(255, OTHER, ""),
            row(1, OTHER, ""),
            row(1, OTHER, "Error response from daemon: lease \"xyz\": not found"),
            row(1, DOCKER_NOT_RUNNING, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock."),
            row(126, OTHER, "this key may not do that"),
            row(127, DOCKER_MISSING, "sh: 1: docker: not found"),
        };
    }

    private static Arguments row(int code, Failure failure, String stderr) {
        return Arguments.of(code, failure, stderr);
    }
}
