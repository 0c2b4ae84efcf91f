package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A message to people about one host. Its text is one line of plain text, without markup. */
public sealed interface Alert {

    /** Most urgent first. */
    enum Kind {
        /** Several runs in a row failed or hit their time limit; {@link Thresholds#failures} says how many. */
        FAILING,
        /** The host is unsafe to prune. */
        REFUSED,
        /** A run succeeded after an alert of one of the kinds above. */
        RECOVERED,
        /** One run reclaimed at least {@link Thresholds#reclaimed}. */
        RECLAIMED;

        /** The word for settings, messages and docs, such as {@code failing}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }
    }

    Kind kind();

    /** The host's name. */
    String host();

    /** The run that caused it. */
    Run run();

    String text();

    /** @param until the age filter of the run's prune */
    record Reclaimed(String host, Run run, ByteSize reclaimed, Optional<Age> until) implements Alert {
        private static final String TEXT = "Build cache pruned on {host}: {reclaimed} reclaimed (until={until}).";

        @Override
        public Kind kind() {
            return Kind.RECLAIMED;
        }

        @Override
        public String text() {
            return text(TEXT);
        }

        /** @param message a template with {@code {host}}, {@code {reclaimed}} and {@code {until}} */
        String text(String message) {
            return message.replace("{host}", host)
                    .replace("{reclaimed}", reclaimed.human())
                    .replace("{until}", until.map(Age::text).orElse("0"));
        }
    }

    /** @param inARow number of consecutive failed runs, including this one */
    record Failing(String host, Run run, int inARow) implements Alert {
        @Override
        public Kind kind() {
            return Kind.FAILING;
        }

        @Override
        public String text() {
            boolean cutOff = run.outcome().kind() == Outcome.Kind.UNKNOWN;
            return "Build cache pruning fails on " + host
                    + (inARow > 1 ? ", " + inARow + " times in a row" : "")
                    + ": " + error(run)
                    + (cutOff ? "; the host may still be pruning" : "");
        }
    }

    record Refused(String host, Run run) implements Alert {
        private static final String REDUNDANT = "refused: ";

        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }

        @Override
        public String text() {
            String error = error(run);
            return "Build cache pruning is refused on " + host + ": "
                    + (error.startsWith(REDUNDANT) ? error.substring(REDUNDANT.length()) : error);
        }
    }

    record Recovered(String host, Run run) implements Alert {
        @Override
        public Kind kind() {
            return Kind.RECOVERED;
        }

        @Override
        public String text() {
            return "Build cache pruning works again on " + host
                    + run.outcome()
                            .reclaimed()
                            .map(size -> ": " + size.human() + " reclaimed.")
                            .orElse(", though Docker reported no figure.");
        }
    }

    private static String error(Run run) {
        return run.outcome().error().orElse("no reason given");
    }
}
