package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.value.ByteSize;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the runs so far came to.
 *
 * @param lastRun the last run that is over
 * @param lastSuccess the last run that succeeded
 * @param runs how many runs ended with each outcome; every outcome is there
 * @param totalReclaimed by all runs
 * @param durations how long they took
 * @param withoutSuccess how many of the newest runs, one after the other, did not succeed
 */
public record Tally(
        Optional<Run> lastRun,
        Optional<Run> lastSuccess,
        Map<Outcome.Kind, Long> runs,
        ByteSize totalReclaimed,
        Durations durations,
        int withoutSuccess) {

    /** Before the first run. */
    public static final Tally EMPTY =
            new Tally(Optional.empty(), Optional.empty(), noRuns(), ByteSize.ZERO, Durations.EMPTY, 0);

    public Tally {
        runs = Map.copyOf(runs);
    }

    private static Map<Outcome.Kind, Long> noRuns() {
        var runs = new EnumMap<Outcome.Kind, Long>(Outcome.Kind.class);
        for (var outcome : Outcome.Kind.values()) {
            runs.put(outcome, 0L);
        }
        return runs;
    }

    /** This and one more run. */
    public Tally with(Run run) {
        var reclaimed = run.outcome().reclaimed();
        var counted = new EnumMap<>(runs);
        counted.merge(run.outcome().kind(), 1L, Long::sum);
        boolean succeeded = run.outcome().kind() == Outcome.Kind.SUCCEEDED;
        return new Tally(
                Optional.of(run),
                succeeded ? Optional.of(run) : lastSuccess,
                counted,
                reclaimed.map(totalReclaimed::plus).orElse(totalReclaimed),
                durations.with(run.duration()),
                succeeded ? 0 : withoutSuccess + 1);
    }

    /** What the last run that succeeded reclaimed; kept when later ones don't succeed. */
    public Optional<ByteSize> lastReclaimed() {
        return lastSuccess.flatMap(run -> run.outcome().reclaimed());
    }
}
