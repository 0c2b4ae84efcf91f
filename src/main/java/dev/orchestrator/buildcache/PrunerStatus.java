package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.run.Tally;
import java.time.Instant;
import java.util.Optional;

/**
 * Reply to {@link Pruner.GetStatus}: the pruner's settings, and the state of its host since the pruner started. An
 * immutable snapshot.
 */
public record PrunerStatus(PrunerSettings settings, HostState host) {
    private static final int MOST_MISSED = 10;

    public State state() {
        return host.phase();
    }

    public boolean paused() {
        return host.paused();
    }

    public Optional<Instant> lastStart() {
        return host.lastStart();
    }

    public Tally tally() {
        return host.tally();
    }

    public Optional<Instant> nextRun() {
        return host.nextRun();
    }

    /**
     * For how many intervals in a row no run has succeeded, up to {@value #MOST_MISSED}. Each starts with a planned run,
     * whatever its schedule; retries within an interval don't count.
     */
    public int missedIntervals() {
        return tally().withoutSuccessSince()
                .map(since -> 1
                        + settings.schedule()
                                .plannedBetween(
                                        since, tally().lastRun().orElseThrow().start(), MOST_MISSED - 1))
                .orElse(0);
    }

    /** The error of the last run, if it had one. */
    public Optional<String> lastError() {
        return tally().lastRun().flatMap(run -> run.outcome().error());
    }
}
