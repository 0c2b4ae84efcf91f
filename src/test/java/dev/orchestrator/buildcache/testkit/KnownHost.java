package dev.orchestrator.buildcache.testkit;

import dev.orchestrator.buildcache.HostState;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.run.History;
import dev.orchestrator.buildcache.run.Run;
import java.time.Instant;
import java.util.Optional;

/** A pruner's status, built by a test. */
public record KnownHost(PrunerStatus status, History history) {

    /** Before its first run, which is due then. */
    public static KnownHost fresh(PrunerSettings settings, Instant due) {
        var unheard = HostState.unheard(settings);
        var nextRun = settings.enabled() ? Optional.of(due) : Optional.<Instant>empty();
        return new KnownHost(
                new PrunerStatus(
                        settings,
                        new HostState(
                                unheard.phase(), false, Optional.empty(), unheard.tally(), nextRun, Optional.empty())),
                History.EMPTY);
    }

    public String name() {
        return status.settings().name();
    }

    /** After one more run, idle again. */
    public KnownHost after(Run run, Instant nextRun) {
        var tally = status.tally().with(run);
        return new KnownHost(
                new PrunerStatus(
                        status.settings(),
                        new HostState(
                                State.IDLE,
                                false,
                                Optional.of(run.start()),
                                tally,
                                Optional.of(nextRun),
                                Optional.empty())),
                history.with(run));
    }

    /** The same host, whose run began then, paused meanwhile. */
    public KnownHost pausedWhileRunning(Instant start) {
        var host = new HostState(
                State.RUNNING,
                true,
                Optional.of(start),
                status.tally(),
                Optional.empty(),
                status.host().separateConnections());
        return new KnownHost(new PrunerStatus(status.settings(), host), history);
    }

    /** The same host in another state. */
    public KnownHost in(State state, Optional<Instant> lastStart, Optional<Instant> nextRun) {
        var host = new HostState(
                state,
                state == State.PAUSED,
                lastStart,
                status.tally(),
                nextRun,
                status.host().separateConnections());
        return new KnownHost(new PrunerStatus(status.settings(), host), history);
    }
}
