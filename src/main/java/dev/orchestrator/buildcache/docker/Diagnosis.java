package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.value.OneLine;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What went wrong with a command that exited with a code other than 0.
 *
 * <p>ssh says 255 for every failure of its own (ssh(1), EXIT STATUS), so its messages are looked for only there and
 * Docker's only elsewhere. What a host said inside a session's frame is never ssh's. The texts are those of OpenSSH 7.6 to 10, docker/cli 20.10 to 29 and docker/buildx.
 *
 * @param failure its class
 * @param text {@code rc=<code>: } and up to {@value #SHOWN} characters of what went wrong, on one line
 */
public record Diagnosis(Failure failure, String text) {
    private static final int SHOWN = 200;

    private static final List<Rule> RULES = List.of(
            new Rule(
                    Failure.HOST_KEY_REJECTED,
                    CommandResult.Exited::isPerhapsOfSsh,
                    "host key verification failed|remote host identification has changed|host key is known|revoked host key"),
            new Rule(
                    Failure.LOGIN_REFUSED,
                    CommandResult.Exited::isPerhapsOfSsh,
                    "permission denied \\(|too many authentication failures|no (more|supported) authentication methods"),
            new Rule(
                    Failure.HOST_UNREACHABLE,
                    CommandResult.Exited::isPerhapsOfSsh,
                    "connect to host|connection (refused|closed|reset|to \\S+ closed)|timed out|no route to host"
                            + "|network is unreachable|host is down|could not resolve hostname|not responding"
                            + "|banner exchange|kex_exchange_identification|broken pipe"),
            new Rule(
                    Failure.DOCKER_MISSING,
                    Diagnosis::ofRemote,
                    "docker: (command )?not found|command not found: docker|docker' is not recognized"),
            new Rule(Failure.DOCKER_MISSING, exited -> exited.code() == 127, ""),
            new Rule(
                    Failure.DOCKER_PERMISSION,
                    Diagnosis::ofRemote,
                    "permission denied while trying to connect|dial unix .*permission denied"),
            new Rule(Failure.DOCKER_PERMISSION, exited -> exited.code() == 126, "permission denied"),
            new Rule(
                    Failure.DOCKER_NOT_RUNNING,
                    Diagnosis::ofRemote,
                    "cannot connect to the docker daemon|is the docker daemon running|failed to connect to the docker api"
                            + "|error during connect"),
            new Rule(
                    Failure.BAD_REQUEST,
                    Diagnosis::ofRemote,
                    "unknown (shorthand )?flag|invalid filter|filters? expects?|failed to parse value as time"
                            + "|is not a docker command|unknown command: docker "),
            new Rule(Failure.BAD_REQUEST, exited -> exited.code() == 125, ""));

    /** Lines that come before what went wrong, or beside it, and fill the place. */
    private static final Pattern NOISE = Pattern.compile(
            "\\s*|@+"
                    + "|DEPRECATED: The legacy builder.*|\\s*Install the buildx component.*"
                    + "|\\s*https://docs\\.docker\\.com/go/buildx/"
                    + "|\\s*BuildKit is currently disabled.*|\\s*environment-variable\\.|failed to fetch metadata: .*"
                    + "|(\\S+: )?warning: .*|\\*\\* .*|Emulate Docker CLI using podman.*"
                    + "|Pseudo-terminal will not be allocated.*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BOX = Pattern.compile("^@ +| +@$");

    private static final Pattern TELLING = Pattern.compile(
            "error|cannot|can't|failed|denied|unable|unknown|invalid|not found|no such", Pattern.CASE_INSENSITIVE);

    public static Diagnosis of(CommandResult.Exited exited) {
        var said = said(exited);
        for (var rule : RULES) {
            if (rule.applies.test(exited) && said.stream().anyMatch(rule::matches)) {
                return new Diagnosis(rule.failure, text(exited.code(), said, rule.message));
            }
        }
        return new Diagnosis(Failure.OTHER, text(exited.code(), said, TELLING));
    }

    private static boolean ofRemote(CommandResult.Exited exited) {
        return !exited.isPerhapsOfSsh();
    }

    /** The telling lines of whoever failed, ssh or the host; where there are none, the last one of stdout; never empty. */
    private static List<String> said(CommandResult.Exited exited) {
        var said = failed(exited)
                .lines()
                .filter(line -> !NOISE.matcher(line).matches())
                .map(line -> BOX.matcher(line).replaceAll("").strip())
                .toList();
        if (!said.isEmpty()) {
            return said;
        }
        return List.of(exited.stdout()
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((earlier, last) -> last)
                .orElse("(no message)"));
    }

    /**
     * The words of whoever failed. Of a connection through a proxy that has closed ssh knows no more than that, and calls
     * its other end UNKNOWN: there, the words of the proxy come first, which are on stderr.
     */
    private static String failed(CommandResult.Exited exited) {
        if (!exited.isPerhapsOfSsh() || exited.ssh().isBlank()) {
            return exited.stderr();
        }
        return exited.ssh().contains(" UNKNOWN port 65535") ? exited.stderr() + "\n" + exited.ssh() : exited.ssh();
    }

    /** All of it if that fits, else from the first line on that tells what went wrong. */
    private static String text(int code, List<String> said, Pattern telling) {
        String all = String.join(" ", said);
        if (all.length() > SHOWN) {
            int from = 0;
            while (from < said.size() && !telling.matcher(said.get(from)).find()) {
                from++;
            }
            all = String.join(" ", said.subList(from == said.size() ? 0 : from, said.size()));
        }
        return "rc=" + code + ": " + OneLine.of(all, SHOWN);
    }

    private record Rule(Failure failure, Predicate<CommandResult.Exited> applies, Pattern message) {
        Rule(Failure failure, Predicate<CommandResult.Exited> applies, String message) {
            this(failure, applies, Pattern.compile(message, Pattern.CASE_INSENSITIVE));
        }

        boolean matches(String line) {
            return message.matcher(line).find();
        }
    }
}
