package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.prune.ByteSize;
import dev.orchestrator.buildcache.prune.Outcome;
import dev.orchestrator.buildcache.prune.Run;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All that a {@link Pruner} knows, since it was started: an immutable snapshot.
 *
 * @param settings in force
 * @param lastStart start of the last run, which may be under way
 * @param lastRun the last run that is over
 * @param lastReclaimed what the last succeeded run reclaimed; kept when later runs don't succeed
 * @param runs how many runs ended with each outcome; every outcome is there
 * @param totalReclaimed by all runs
 * @param nextRun the earliest start of the next run, if one is to come
 */
public record PrunerStatus(
        PrunerSettings settings,
        State state,
        Optional<Instant> lastStart,
        Optional<Run> lastRun,
        Optional<ByteSize> lastReclaimed,
        Map<Outcome, Long> runs,
        ByteSize totalReclaimed,
        Optional<Instant> nextRun) {

    public enum State {
        /** Switched off by the settings. */
        DISABLED,
        /** Waiting for the next run. */
        IDLE,
        /** A run is under way. */
        RUNNING
    }

    public PrunerStatus {
        runs = Map.copyOf(runs);
    }

    /** What went wrong in the last run, if anything did. */
    public Optional<String> lastError() {
        return lastRun.flatMap(run -> run.verdict().error());
    }
}
