package dev.orchestrator.buildcache.docker;

import static dev.orchestrator.buildcache.docker.Failure.BAD_REQUEST;
import static dev.orchestrator.buildcache.docker.Failure.DISK_FULL;
import static dev.orchestrator.buildcache.docker.Failure.DOCKER_MISSING;
import static dev.orchestrator.buildcache.docker.Failure.DOCKER_NOT_RUNNING;
import static dev.orchestrator.buildcache.docker.Failure.DOCKER_PERMISSION;
import static dev.orchestrator.buildcache.docker.Failure.GATE_REFUSED;
import static dev.orchestrator.buildcache.docker.Failure.HOST_KEY_REJECTED;
import static dev.orchestrator.buildcache.docker.Failure.HOST_UNREACHABLE;
import static dev.orchestrator.buildcache.docker.Failure.LOGIN_REFUSED;
import static dev.orchestrator.buildcache.docker.Failure.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which class each failure text of ssh and Docker belongs to; what is shown of it is in {@link DiagnosisTextTest}. */
class DiagnosisTest {

    /** OpenSSH 7.6 to 10; ssh exits with 255 for every failure of its own. */
    private static Arguments[] said_by_ssh() {
        return new Arguments[] {
            row(HOST_UNREACHABLE, "ssh: connect to host build-01 port 22: Connection refused"),
            row(HOST_UNREACHABLE, "ssh: connect to host build-01 port 22: Connection timed out"),
            row(HOST_UNREACHABLE, "ssh: connect to host build-01 port 22: Operation timed out"),
            row(HOST_UNREACHABLE, "ssh: connect to host build-01 port 22: No route to host"),
            row(HOST_UNREACHABLE, "ssh: connect to host build-01 port 22: Network is unreachable"),
            row(HOST_UNREACHABLE, "ssh: connect to host build-01 port 22: Permission denied"),
            row(HOST_UNREACHABLE, "ssh: Could not resolve hostname build-01: Name or service not known"),
            row(HOST_UNREACHABLE, "ssh: Could not resolve hostname h: Temporary failure in name resolution"),
            row(
                    HOST_UNREACHABLE,
                    "Connection timed out during banner exchange\nConnection to 10.0.0.5 port 22 timed out"),
            row(HOST_UNREACHABLE, "Timeout, server build-01 not responding."),
            row(HOST_UNREACHABLE, "kex_exchange_identification: Connection closed by remote host"),
            row(HOST_UNREACHABLE, "kex_exchange_identification: read: Connection reset by peer"),
            row(HOST_UNREACHABLE, "Connection closed by 10.0.0.5 port 22"),
            row(HOST_UNREACHABLE, "Connection closed by UNKNOWN port 65535"),
            row(HOST_UNREACHABLE, "Connection to build-01 closed by remote host."),
            row(HOST_UNREACHABLE, "Read from remote host build-01: Connection reset by peer"),
            row(HOST_UNREACHABLE, "ssh_dispatch_run_fatal: Connection to 10.0.0.5 port 22: Operation timed out"),
            row(HOST_UNREACHABLE, "client_loop: send disconnect: Broken pipe"),
            row(HOST_KEY_REJECTED, "Host key verification failed."),
            row(
                    HOST_KEY_REJECTED,
                    "No ED25519 host key is known for build-01 and you have requested strict checking.\n"
                            + "Host key verification failed."),
            row(LOGIN_REFUSED, "prune@build-01: Permission denied (publickey)."),
            row(LOGIN_REFUSED, "prune@build-01: Permission denied (publickey,password,keyboard-interactive)."),
            row(
                    LOGIN_REFUSED,
                    "Received disconnect from 10.0.0.5 port 22:2: Too many authentication failures\n"
                            + "Disconnected from 10.0.0.5 port 22"),
            // killed by a signal, or the command's own exit code: nobody knows
            row(OTHER, ""),
            row(OTHER, "Bad owner or permissions on /home/prune/.ssh/config"),
            row(OTHER, "Unable to negotiate with 10.0.0.5 port 22: no matching host key type found."),
            // what Docker says is not looked for here
            row(OTHER, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")
        };
    }

    @ParameterizedTest
    @MethodSource("said_by_ssh")
    void a_failure_of_ssh_itself_is_told_by_its_words(Failure failure, String stderr) {
        assertThat(of(255, stderr)).isEqualTo(failure);
        assertThat(of(255, stderr.toUpperCase(Locale.ROOT))).isEqualTo(failure);
    }

    /** Inside a session's frame, 255 is the command's own code, and its words are the host's. */
    @ParameterizedTest
    @MethodSource("said_by_ssh")
    void the_host_is_never_taken_for_ssh(Failure ignored, String stderr) {
        var expected = stderr.startsWith("Cannot connect to the Docker daemon") ? DOCKER_NOT_RUNNING : OTHER;
        assertThat(Diagnosis.of(new Exited(255, "", stderr, true)).failure()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("said_on_the_host")
    void what_the_host_said_means_the_same_in_a_session(int code, Failure failure, String stderr) {
        assertThat(Diagnosis.of(new Exited(code, "", stderr, true)).failure()).isEqualTo(failure);
    }

    /** docker/cli 20.10 to 29, docker/buildx, and the shells that look for docker. */
    private static Arguments[] said_on_the_host() {
        String old =
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";
        String api =
                "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and"
                        + " if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory";
        String get =
                ": Get \"http://%2Fvar%2Frun%2Fdocker.sock/v1.41/version\": dial unix /var/run/docker.sock: connect: ";
        String until = "\"until\" filter expects a duration (e.g., '24h')";
        String pruning = "Error response from daemon: failed to prune build cache: ";
        return new Arguments[] {
            row(127, DOCKER_MISSING, "bash: docker: command not found"),
            row(127, DOCKER_MISSING, "sh: 1: docker: not found"),
            row(127, DOCKER_MISSING, "zsh:1: command not found: docker"),
            row(127, DOCKER_MISSING, "fish: Unknown command: docker"),
            row(127, DOCKER_MISSING, ""),
            row(1, DOCKER_MISSING, "docker: Command not found."),
            row(1, DOCKER_MISSING, "'docker' is not recognized as an internal or external command,"),
            row(1, DOCKER_NOT_RUNNING, old),
            row(1, DOCKER_NOT_RUNNING, "ERROR: " + old),
            row(1, DOCKER_NOT_RUNNING, "Cannot connect to the Docker daemon at tcp://localhost:2375."),
            row(1, DOCKER_NOT_RUNNING, api),
            row(1, DOCKER_NOT_RUNNING, "error during connect: Get \"http://docker/version\": dial tcp: lookup docker"),
            row(
                    1,
                    DOCKER_PERMISSION,
                    "error during connect: This error may indicate that the docker daemon is not running.:"
                            + " Get \"http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.24/version\":"
                            + " open //./pipe/docker_engine: Access is denied."),
            row(
                    1,
                    DOCKER_NOT_RUNNING,
                    "error during connect: in the default daemon configuration on Windows, the docker client must be run"
                            + " with elevated privileges to connect: Get \"http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.24/version\":"
                            + " open //./pipe/docker_engine: The system cannot find the file specified."),
            row(1, DISK_FULL, pruning + "write /var/lib/docker/buildkit/cache.db: no space left on device"),
            row(1, DISK_FULL, "ERROR: failed to solve: mkdir /tmp/buildx: no space left on device"),
            row(1, DISK_FULL, old + "\nstart: write /run/x: no space left on device"),
            row(1, DISK_FULL, "open /home/prune/.docker/buildx: disk quota exceeded"),
            row(126, GATE_REFUSED, "build-cache-pruner gate: not allowed"),
            row(126, GATE_REFUSED, "Welcome\nbuild-cache-pruner gate: age out of range\n"),
            row(126, GATE_REFUSED, "not allowed"),
            row(
                    1,
                    DOCKER_PERMISSION,
                    "Got permission denied while trying to connect to the Docker daemon socket at"
                            + " unix:///var/run/docker.sock" + get + "permission denied"),
            row(
                    1,
                    DOCKER_PERMISSION,
                    "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock"),
            row(1, DOCKER_PERMISSION, "ERROR: dial unix /var/run/docker.sock: connect: permission denied"),
            row(126, DOCKER_PERMISSION, "bash: /usr/bin/docker: Permission denied"),
            row(125, BAD_REQUEST, "unknown flag: --filter\nSee 'docker builder prune --help'."),
            row(125, BAD_REQUEST, "unknown shorthand flag: 'f' in -f"),
            row(1, BAD_REQUEST, "ERROR: unknown shorthand flag: 'f' in -f"),
            row(125, BAD_REQUEST, ""),
            row(1, BAD_REQUEST, "docker: 'builder' is not a docker command.\nSee 'docker --help'"),
            row(1, BAD_REQUEST, "docker: unknown command: docker builder\n\nRun 'docker --help' for more information"),
            row(1, BAD_REQUEST, pruning + until + ": time: unknown unit \"d\" in duration \"7d\""),
            row(1, BAD_REQUEST, "ERROR: " + until + ": time: unknown unit \"d\" in duration \"7d\""),
            row(1, BAD_REQUEST, pruning + until + " or a timestamp: failed to parse value as time or duration: \"7d\""),
            row(1, BAD_REQUEST, pruning + until + " or a timestamp: invalid seconds \"7d\": invalid syntax"),
            row(1, BAD_REQUEST, pruning + "failed to parse value as time or duration: \"7d\""),
            row(1, BAD_REQUEST, "Error response from daemon: Invalid filter 'bogus'"),
            row(1, BAD_REQUEST, pruning + "filters expect only one value"),
            row(1, OTHER, pruning + "lease \"xyz\": not found"),
            row(1, OTHER, "ERROR: Error response from daemon: No such container: buildx_buildkit_cb0"),
            row(1, OTHER, "ERROR: BuildKit is enabled but the buildx component is missing or broken."),
            row(1, OTHER, "Error response from daemon: client version 1.52 is too new."),
            row(124, OTHER, ""),
            row(126, OTHER, "prune-gate: this command is not allowed"),
            row(137, OTHER, "Killed"),
            // what ssh says is not looked for here
            row(1, OTHER, "ssh: connect to host build-02 port 22: Connection refused"),
            row(1, OTHER, "error: Host key verification failed."),
            row(1, OTHER, "prune@build-02: Permission denied (publickey).")
        };
    }

    @ParameterizedTest
    @MethodSource("said_on_the_host")
    void a_failure_on_the_host_is_told_by_its_words_and_its_exit_code(int code, Failure failure, String stderr) {
        assertThat(of(code, stderr)).isEqualTo(failure);
        assertThat(of(code, stderr.toUpperCase(Locale.ROOT))).isEqualTo(failure);
    }

    private static Failure of(int code, String stderr) {
        return Diagnosis.of(new Exited(code, "", stderr)).failure();
    }

    private static Arguments row(Failure failure, String stderr) {
        return Arguments.of(failure, stderr);
    }

    private static Arguments row(int code, Failure failure, String stderr) {
        return Arguments.of(code, failure, stderr);
    }
}
