package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.run.Tally;
import java.time.Instant;
import java.util.Optional;

/**
 * Immutable, small snapshot of a host.
 *
 * @param phase what its pruner is doing
 * @param paused whether the host is paused; a run in progress still finishes
 * @param lastStart start of the last run, which may be in progress
 * @param tally statistics of the completed runs
 * @param nextRun the earliest start of the next run; empty if none is planned, or if the pruner has not reported yet
 * @param separateConnections why each command of a run needs its own ssh connection; empty if it doesn't
 */
public record HostState(
        State phase,
        boolean paused,
        Optional<Instant> lastStart,
        Tally tally,
        Optional<Instant> nextRun,
        Optional<String> separateConnections) {

    /** What a pruner is doing. */
    public enum State {
        /** Switched off by the settings. */
        DISABLED,
        /** Paused, and no run is in progress. */
        PAUSED,
        /** Waiting for the next run. */
        IDLE,
        /** Its next run is due and waits for a permit. */
        WAITING,
        /** A run is in progress. */
        RUNNING
    }

    /** Before the pruner's first report. */
    public static HostState unheard(PrunerSettings settings) {
        var phase = settings.enabled() ? State.IDLE : State.DISABLED;
        return new HostState(phase, false, Optional.empty(), Tally.EMPTY, Optional.empty(), Optional.empty());
    }
}
