package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.value.Escapes;
import dev.orchestrator.buildcache.value.Excerpt;
import dev.orchestrator.buildcache.value.OneLine;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What went wrong with a command that exited with a code other than 0: its class by {@link FailureRule}, and the words.
 *
 * @param failure its class
 * @param text {@code rc=<code>: } and up to {@value #SHOWN} characters of what went wrong, on one line: the first line that
 *     tells something, and the one that decided
 * @param details all that was said, as lines, up to {@value #DETAILS} characters; empty if the text has all of it
 */
public record Diagnosis(Failure failure, String text, Optional<String> details) {
    /** Enough for the longest of ssh's own warnings; kept once per host, and part of events. */
    private static final int DETAILS = 4096;

    private static final int SHOWN = 200;
    private static final String BETWEEN = " … ";

    /** Lines that come before what went wrong, or beside it, and fill the place. */
    private static final Pattern NOISE = Pattern.compile(
            "\\s*|@+"
                    + "|DEPRECATED: The legacy builder.*|\\s*Install the buildx component.*"
                    + "|\\s*https://docs\\.docker\\.com/go/buildx/"
                    + "|\\s*BuildKit is currently disabled.*|\\s*environment-variable\\.|failed to fetch metadata: .*"
                    + "|(\\S+: )?warning: (?!your (account|password) has ).*"
                    + "|\\*\\* .*|Emulate Docker CLI using podman.*"
                    + "|Pseudo-terminal will not be allocated.*",
            Pattern.CASE_INSENSITIVE);

    /** A warning, so noise elsewhere; where a login fails, it says why. */
    private static final Pattern NO_KEY = Pattern.compile("warning: identity file .*", Pattern.CASE_INSENSITIVE);

    /** Where ssh did not reach a server; through a proxy, it calls the other end UNKNOWN. */
    private static final Pattern WITHOUT_SERVER =
            Pattern.compile("exchange_identification|banner exchange| UNKNOWN port 65535");

    private static final Pattern BOX = Pattern.compile("^@ +| +@$");

    private static final Pattern TELLING = Pattern.compile(
            "error|cannot|can't|failed|denied|unable|unknown|invalid|not found|no such|unprotected|load key|incorrect|expired|locked"
                    + "|refused|timed out|unreachable|not permitted|has changed",
            Pattern.CASE_INSENSITIVE);

    public static Diagnosis of(Exited exited) {
        var said = said(exited);
        for (var rule : FailureRule.ALL) {
            if (rule.speaker().test(exited) && said.stream().anyMatch(rule::isFoundIn)) {
                return of(exited, rule.failure(), said, first(said, rule.hasWords() ? rule.words() : TELLING));
            }
        }
        return of(exited, Failure.OTHER, said, first(said, TELLING));
    }

    private static Diagnosis of(Exited exited, Failure failure, List<String> said, int decisive) {
        String text = OneLine.of(text(said, decisive), SHOWN);
        String whole = exited.stderr() + "\n" + (exited.isPerhapsOfSsh() ? exited.ssh() : "");
        return new Diagnosis(
                failure,
                "rc=" + exited.code() + ": " + text,
                Optional.of(Excerpt.of(whole.isBlank() ? exited.stdout() : whole, DETAILS))
                        .filter(details -> !details.isEmpty()
                                && !details.replace('\n', ' ').equals(text)));
    }

    /** The lines of whoever failed that aren't noise; where there are none, the last one of stdout; never empty. */
    private static List<String> said(Exited exited) {
        var lastOfStdout = Escapes.without(exited.stdout())
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((earlier, last) -> last);
        return Stream.of(
                        withoutNoise(ofWhoFailed(exited), exited),
                        withoutNoise(exited.stderr(), exited),
                        lastOfStdout.stream().toList())
                .filter(said -> !said.isEmpty())
                .findFirst()
                .orElse(List.of("(no message)"));
    }

    private static List<String> withoutNoise(String words, Exited exited) {
        return Escapes.without(words)
                .lines()
                .filter(line -> !NOISE.matcher(line).matches()
                        || exited.isPerhapsOfSsh() && NO_KEY.matcher(line).matches())
                .map(line -> BOX.matcher(line).replaceAll("").strip())
                .toList();
    }

    /**
     * What ssh said, if it failed; else what the host did. Before a login, stderr is the server's Banner, of which only
     * what it says of the account counts, or comes from the proxy of a connection that did not get as far as a Banner.
     */
    private static String ofWhoFailed(Exited exited) {
        if (!exited.isPerhapsOfSsh() || exited.ssh().isBlank()) {
            return exited.stderr();
        }
        boolean isProxy = WITHOUT_SERVER.matcher(exited.ssh()).find();
        return exited.stderr()
                        .lines()
                        .filter(line -> isProxy || FailureRule.isOfAccount(line))
                        .map(line -> line + "\n")
                        .collect(Collectors.joining())
                + exited.ssh();
    }

    /** Where the first line with these words is; 0 if there is none. */
    private static int first(List<String> said, Pattern words) {
        return IntStream.range(0, said.size())
                .filter(i -> words.matcher(said.get(i)).find())
                .findFirst()
                .orElse(0);
    }

    /**
     * All of it if that fits. Else what follows the first telling line, as far as it fits before the decisive one; and
     * from the decisive one on if nothing told anything before.
     */
    private static String text(List<String> said, int decisive) {
        String all = OneLine.of(String.join(" ", said), Integer.MAX_VALUE);
        int telling = first(said.subList(0, decisive), TELLING);
        if (all.length() <= SHOWN) {
            return all;
        } else if (decisive == 0 || !TELLING.matcher(said.get(telling)).find()) {
            return String.join(" ", said.subList(decisive, said.size()));
        }
        String last = OneLine.of(said.get(decisive), SHOWN / 2);
        String before = OneLine.of(String.join(" ", said.subList(telling, decisive)), Integer.MAX_VALUE);
        int room = SHOWN - last.length() - BETWEEN.length();
        return before.length() <= room
                ? before + " " + last
                : OneLine.of(before, room + 1).replaceFirst("\\s*…$", "") + BETWEEN + last;
    }
}
