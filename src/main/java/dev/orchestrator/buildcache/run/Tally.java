package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Statistics of the completed runs.
 *
 * @param lastRun the last completed run
 * @param lastSuccess the last run that succeeded
 * @param runs number of runs per outcome; contains every outcome
 * @param totalReclaimed sum over all runs
 * @param durations their durations
 * @param withoutSuccess number of runs since the last success
 * @param withoutSuccessSince start of the first of them
 */
public record Tally(
        Optional<Run> lastRun,
        Optional<Run> lastSuccess,
        Map<Outcome.Kind, Long> runs,
        ByteSize totalReclaimed,
        DurationHistogram durations,
        int withoutSuccess,
        Optional<Instant> withoutSuccessSince) {

    /** Before the first run. */
    public static final Tally EMPTY = new Tally(
            Optional.empty(), Optional.empty(), noRuns(), ByteSize.ZERO, DurationHistogram.EMPTY, 0, Optional.empty());

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

    /** Returns the statistics with this run added. */
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
                succeeded ? 0 : withoutSuccess + 1,
                succeeded ? Optional.empty() : withoutSuccessSince.or(() -> Optional.of(run.start())));
    }

    /** What the last successful run reclaimed; kept when later runs don't succeed. */
    public Optional<ByteSize> lastReclaimed() {
        return lastSuccess.flatMap(run -> run.outcome().reclaimed());
    }
}
