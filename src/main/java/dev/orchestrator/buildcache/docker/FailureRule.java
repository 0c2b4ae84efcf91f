package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How a class of failure is told: by who may have said it, and the words. The first rule that fits any line decides, so
 * each comes before those that it is a special case of.
 *
 * <p>ssh says 255 for every failure of its own (ssh(1), EXIT STATUS), so its words are looked for only there, and the
 * host's only elsewhere. What a host said inside a session's frame is never ssh's. The texts are those of OpenSSH 7.6 to 10, sshd and PAM, docker/cli 20.10 to 29
 * and docker/buildx, and the shells of the host.
 *
 * @param failure the class
 * @param speaker whether those whose words these are may be what ended the command
 * @param words found in one line
 */
record FailureRule(Failure failure, Predicate<Exited> speaker, Pattern words) {
    private static final Predicate<Exited> SSH = Exited::isPerhapsOfSsh;
    private static final Predicate<Exited> HOST = SSH.negate();
    /** Outside of a session, the words can be those of a login, or of the ssh program as it is loaded. */
    private static final Predicate<Exited> LOGIN = exited -> !exited.framed();

    /** As told by pam_unix, pam_faillock, pam_nologin, sshd and nologin(8), and not as a legal notice may speak of accounts. */
    private static final String ACCOUNT = "^\\W*(warning: )?((your|this|the|you|you are) )?("
            + "account (has |is |was )?(been |currently )?(expired|locked|disabled|suspended|not available)(?! (after|if|when))"
            + "|password (has )?expired|password change required|(required to|must) change your password)"
            + "|unprivileged users are not permitted to log in";

    /** Anything but docker, as bash, dash, BusyBox, mksh, zsh and fish say that they can't run it. */
    private static final String NOT_RUN = "^(?!.*\\bdocker(?![\\w-]))"
            + "((e: )?\\S*sh:.*(not found|no such file or directory|permission denied|bad interpreter|cannot execute"
            + "|exec format error|is a directory|unknown command)"
            + "|exec: failed to execute process)";

    /** The same in tcsh, which has no exit code of its own for it; a forced command has a path. */
    private static final String NOT_RUN_BY_TCSH =
            "^(?!.*\\bdocker(?![\\w-]))/.*: (command not found|permission denied|exec format error.*)\\.$";

    static final List<FailureRule> ALL = List.of(
            rule(
                    Failure.SSH_MISSING,
                    LOGIN,
                    "^\\S*ssh\\S*: (error while loading shared libraries|symbol lookup error|\\S+: version .* not found)"
                            + "|^error (relocating|loading shared library) .*ssh\\b|^dyld.*: .*(not loaded|not found)"
                            + "|^openssl version mismatch"),
            rule(Failure.SSH_MISSING, LOGIN.and(code(127)), "\\bssh: (command )?not found"),

            // How far ssh came: the host's key, the login, the connection.
            rule(
                    Failure.HOST_KEY_REJECTED,
                    SSH,
                    "^host key verification failed|you have requested strict checking|revoked host key"),
            rule(
                    Failure.LOGIN_REFUSED,
                    SSH,
                    "^(\\S+: )?permission denied \\(|too many authentication failures"
                            + "|no (more|supported) authentication methods"),
            rule(
                    Failure.HOST_UNREACHABLE,
                    SSH,
                    "^ssh: (connect to host|could not resolve hostname)|^(kex|ssh)_exchange_identification"
                            + "|banner exchange|not responding|closed by remote host"
                            + "|^(ssh_dispatch_run_fatal|client_loop|packet_write_wait|read from remote host)"),
            rule(Failure.LOGIN_REFUSED, SSH, "^load key |unprotected private key file|" + ACCOUNT),
            rule(
                    Failure.HOST_UNREACHABLE,
                    SSH,
                    "connection (refused|closed|reset|to \\S+ closed)|timed out|no route to host"
                            + "|network is unreachable|host is down|broken pipe"),

            // What the host said.
            rule(Failure.GATE_REFUSED, HOST.and(code(126)), "^build-cache-pruner gate:|^not allowed$"),
            rule(Failure.DISK_FULL, HOST, "no space left on device|disk quota exceeded|not enough space on the disk"),
            rule(
                    Failure.DOCKER_MISSING,
                    HOST,
                    "docker: (command )?not found|command not found: docker|docker' is not recognized"),
            rule(Failure.DOCKER_PERMISSION, HOST.and(code(126)), "\\bdocker(?![\\w-]).*permission denied"),
            rule(Failure.GATE_REFUSED, LOGIN.and(code(126).or(code(127))), NOT_RUN),
            rule(Failure.GATE_REFUSED, LOGIN.and(code(1)), NOT_RUN_BY_TCSH),
            rule(
                    Failure.DOCKER_PERMISSION,
                    HOST,
                    "permission denied while trying to connect|dial unix .*permission denied"
                            + "|/pipe/\\S+: access is denied"),
            rule(
                    Failure.DOCKER_NOT_RUNNING,
                    HOST,
                    "cannot connect to the docker daemon|is the docker daemon running|failed to connect to the docker api"
                            + "|error during connect"),
            rule(
                    Failure.BAD_REQUEST,
                    HOST,
                    "unknown (shorthand )?flag|invalid filter|filters? expects?|failed to parse value as time"
                            + "|is not a docker command|unknown command: docker "),
            rule(Failure.LOGIN_REFUSED, HOST.and(LOGIN), ACCOUNT),

            // Without words that are known.
            rule(Failure.DOCKER_MISSING, HOST.and(code(127)), ""),
            rule(Failure.BAD_REQUEST, HOST.and(code(125)), ""));

    private static final FailureRule OF_ACCOUNT = rule(Failure.LOGIN_REFUSED, LOGIN, ACCOUNT);

    /** Whether a line says that the account can't be used, as a server shows it before it closes the connection. */
    static boolean isOfAccount(String line) {
        return OF_ACCOUNT.isFoundIn(line);
    }

    private static FailureRule rule(Failure failure, Predicate<Exited> speaker, String words) {
        return new FailureRule(failure, speaker, Pattern.compile(words, Pattern.CASE_INSENSITIVE));
    }

    private static Predicate<Exited> code(int code) {
        return exited -> exited.code() == code;
    }

    boolean hasWords() {
        return !words.pattern().isEmpty();
    }

    boolean isFoundIn(String line) {
        return words.matcher(line).find();
    }
}
