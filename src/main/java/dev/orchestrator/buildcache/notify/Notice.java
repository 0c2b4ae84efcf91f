package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Optional;

/** Something about a host that people want to know; its text is a line of plain text without markup. */
public sealed interface Notice {

    Event event();

    /** The host's name. */
    String host();

    /** The run that gave rise to it. */
    Run run();

    /** For people. */
    String text();

    /** @param until the age filter of the run's prune */
    record Reclaimed(String host, Run run, ByteSize reclaimed, Optional<Age> until) implements Notice {
        private static final String TEXT = "Build cache pruned on {host}: {reclaimed} reclaimed (until={until}).";

        @Override
        public Event event() {
            return Event.RECLAIMED;
        }

        @Override
        public String text() {
            return text(TEXT);
        }

        /** @param message what to fill in: {@code {host}}, {@code {reclaimed}} and {@code {until}} */
        String text(String message) {
            return message.replace("{host}", host)
                    .replace("{reclaimed}", reclaimed.human())
                    .replace("{until}", until.map(Age::text).orElse("0"));
        }
    }

    /** @param inARow how many runs in a row it was, this one included */
    record Failing(String host, Run run, int inARow) implements Notice {
        @Override
        public Event event() {
            return Event.FAILING;
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

    record Refused(String host, Run run) implements Notice {
        private static final String SAID_ALREADY = "refused: ";

        @Override
        public Event event() {
            return Event.REFUSED;
        }

        @Override
        public String text() {
            String error = error(run);
            return "Build cache pruning is refused on " + host + ": "
                    + (error.startsWith(SAID_ALREADY) ? error.substring(SAID_ALREADY.length()) : error);
        }
    }

    record Recovered(String host, Run run) implements Notice {
        @Override
        public Event event() {
            return Event.RECOVERED;
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
