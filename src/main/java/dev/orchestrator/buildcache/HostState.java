package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.run.Tally;
import java.time.Instant;
import java.util.Optional;

/**
 * How a host is: an immutable, small snapshot.
 *
 * @param phase what its pruner is doing
 * @param paused whether somebody paused it; a run under way still finishes
 * @param lastStart start of the last run, which may be under way
 * @param tally of the runs that are over
 * @param nextRun the earliest start of the next run; empty if none is planned, or if the pruner has not said yet
 * @param separateConnections why each command of a run needs an ssh connection of its own; empty if that isn't so
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
        /** Paused by somebody, and no run is under way. */
        PAUSED,
        /** Waiting for the next run. */
        IDLE,
        /** Its next run is due, and waits for a permit. */
        WAITING,
        /** A run is under way. */
        RUNNING
    }

    /** Before the pruner has said anything. */
    public static HostState unheard(PrunerSettings settings) {
        var phase = settings.enabled() ? State.IDLE : State.DISABLED;
        return new HostState(phase, false, Optional.empty(), Tally.EMPTY, Optional.empty(), Optional.empty());
    }
}
