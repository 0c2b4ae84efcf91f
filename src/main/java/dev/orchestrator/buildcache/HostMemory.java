package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.run.History;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Step;
import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.schedule.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** State of a {@link Pruner}: its phase, when the next run is due, and the statistics and history of its runs. */
final class HostMemory {
    private final boolean enabled;
    private Phase phase = Phase.Idle.INSTANCE;
    private boolean paused;
    private Agenda agenda;
    private Tally tally = Tally.EMPTY;
    private History history = History.EMPTY;

    /** @param startDelay see {@link Surroundings} */
    HostMemory(PrunerSettings settings, Instant now, Duration startDelay) {
        this.enabled = settings.enabled();
        this.agenda = Agenda.first(settings.schedule(), settings.retryAfter(), now, startDelay);
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        phase = next;
    }

    void pause(boolean on) {
        paused = on;
    }

    History history() {
        return history;
    }

    /**
     * See {@link Agenda#looked}.
     *
     * @return whether that changed when the next run is due
     */
    boolean look(Instant now, Duration since) {
        var before = agenda.due();
        agenda = agenda.looked(now, since);
        return !agenda.due().equals(before);
    }

    boolean isDue(Instant now) {
        return agenda.isDue(now);
    }

    /** See {@link Agenda#untilDue}. */
    Duration untilDue(Instant now) {
        return agenda.untilDue(now);
    }

    /** @param jitter see {@link Agenda#started} */
    void runStarted(Instant now, double jitter) {
        agenda = agenda.started(now, jitter);
        phase = new Phase.Running(now);
    }

    /** Ends the current run. */
    Run runEnded(Instant now, Step.Done done) {
        var run = new Run(((Phase.Running) phase).start(), now, done.outcome(), done.rungs(), done.remains());
        phase = Phase.Idle.INSTANCE;
        agenda = agenda.ended(done.outcome().kind().isFailing());
        tally = tally.with(run);
        history = history.with(run);
        return run;
    }

    State state() {
        if (!enabled) {
            return State.DISABLED;
        } else if (phase instanceof Phase.Running) {
            return State.RUNNING;
        } else if (phase instanceof Phase.WaitingForPermit) {
            return State.WAITING;
        }
        return paused ? State.PAUSED : State.IDLE;
    }

    /** @param separateConnections see {@link HostState} */
    HostState snapshot(Optional<String> separateConnections) {
        var nextRun = enabled && !paused ? Optional.of(agenda.due()) : Optional.<Instant>empty();
        return new HostState(state(), paused, agenda.lastStart(), tally, nextRun, separateConnections);
    }
}
