package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.run.Tally;
import java.time.Instant;
import java.util.Optional;

/**
 * What a {@link Pruner} answers to {@link Pruner.GetStatus}: its settings, and what it knows of its host since it was
 * started. An immutable snapshot.
 */
public record PrunerStatus(PrunerSettings settings, HostState host) {

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

    /** What went wrong in the last run, if anything did. */
    public Optional<String> lastError() {
        return tally().lastRun().flatMap(run -> run.outcome().error());
    }
}
