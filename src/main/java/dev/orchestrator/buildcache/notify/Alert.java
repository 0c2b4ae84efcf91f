package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.HostEvent.RunEnded;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /** The text for programs: what is quoted in it is unchanged. */
    default String text() {
        return text(UnaryOperator.identity());
    }

    /** @param quoted applied to what we did not write: the host's error, and a name that the settings would not allow */
    String text(UnaryOperator<String> quoted);

    /** @param until the age filter of the run's prune */
    record Reclaimed(String host, Run run, ByteSize reclaimed, Optional<Age> until) implements Alert {
        private static final String TEXT = "Build cache pruned on {host}: {reclaimed} reclaimed (until={until}).";

        /** Empty if the run reclaimed less than the threshold. */
        static Optional<Alert> of(RunEnded ended, Thresholds thresholds) {
            long worth = thresholds.reclaimed().bytes();
            var run = ended.run();
            return run.outcome()
                    .reclaimed()
                    .filter(reclaimed -> worth > 0 && reclaimed.bytes() >= worth)
                    .map(reclaimed -> new Reclaimed(ended.host(), run, reclaimed, ended.until()));
        }

        @Override
        public Kind kind() {
            return Kind.RECLAIMED;
        }

        @Override
        public String text(UnaryOperator<String> quoted) {
            return text(TEXT, quoted);
        }

        /** @param message a template with {@code {host}}, {@code {reclaimed}} and {@code {until}} */
        String text(String message, UnaryOperator<String> quoted) {
            return message.replace("{host}", name(host, quoted))
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
        public String text(UnaryOperator<String> quoted) {
            boolean cutOff = run.outcome().kind() == Outcome.Kind.UNKNOWN;
            return "Build cache pruning fails on " + name(host, quoted)
                    + (inARow > 1 ? ", " + inARow + " times in a row" : "")
                    + ": " + quoted.apply(error(run))
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
        public String text(UnaryOperator<String> quoted) {
            String error = error(run);
            String objection = error.startsWith(REDUNDANT) ? error.substring(REDUNDANT.length()) : error;
            return "Build cache pruning is refused on " + name(host, quoted) + ": " + quoted.apply(objection);
        }
    }

    record Recovered(String host, Run run) implements Alert {
        @Override
        public Kind kind() {
            return Kind.RECOVERED;
        }

        @Override
        public String text(UnaryOperator<String> quoted) {
            return "Build cache pruning works again on " + name(host, quoted)
                    + run.outcome()
                            .reclaimed()
                            .map(size -> ": " + size.human() + " reclaimed.")
                            .orElse(", though Docker reported no figure.");
        }
    }

    /** A name as the settings have it is the operator's own, and can be copied from a message. */
    private static String name(String host, UnaryOperator<String> quoted) {
        return host.matches("[A-Za-z0-9._-]*") ? host : quoted.apply(host);
    }

    private static String error(Run run) {
        return run.outcome().error().orElse("no reason given");
    }
}
