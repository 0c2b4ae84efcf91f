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
 * @param history the last runs, one by one
 */
public record Tally(
        Optional<Run> lastRun,
        Optional<Run> lastSuccess,
        Map<Outcome, Long> runs,
        ByteSize totalReclaimed,
        Durations durations,
        History history) {

    /** Before the first run. */
    public static final Tally EMPTY =
            new Tally(Optional.empty(), Optional.empty(), noRuns(), ByteSize.ZERO, Durations.EMPTY, History.EMPTY);

    public Tally {
        runs = Map.copyOf(runs);
    }

    private static Map<Outcome, Long> noRuns() {
        var runs = new EnumMap<Outcome, Long>(Outcome.class);
        for (var outcome : Outcome.values()) {
            runs.put(outcome, 0L);
        }
        return runs;
    }

    /** This and one more run. */
    public Tally with(Run run) {
        var reclaimed = run.verdict().reclaimed();
        var counted = new EnumMap<>(runs);
        counted.merge(run.verdict().outcome(), 1L, Long::sum);
        return new Tally(
                Optional.of(run),
                run.verdict().outcome() == Outcome.SUCCEEDED ? Optional.of(run) : lastSuccess,
                counted,
                reclaimed.map(totalReclaimed::plus).orElse(totalReclaimed),
                durations.with(run.duration()),
                history.with(run));
    }

    /** What the last run that succeeded reclaimed; kept when later ones don't succeed. */
    public Optional<ByteSize> lastReclaimed() {
        return lastSuccess.flatMap(run -> run.verdict().reclaimed());
    }
}
