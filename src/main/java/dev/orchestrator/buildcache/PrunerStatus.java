package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.schedule.Agenda;
import java.time.Instant;
import java.util.Optional;

/**
 * All that a {@link Pruner} knows, since it was started: an immutable snapshot.
 *
 * @param settings in force
 * @param paused whether somebody paused it; a run under way finishes all the same
 * @param lastStart start of the last run, which may be under way
 * @param tally of the runs that are over
 * @param nextRun the earliest start of the next run, if one is to come
 */
public record PrunerStatus(
        PrunerSettings settings,
        State state,
        boolean paused,
        Optional<Instant> lastStart,
        Tally tally,
        Optional<Instant> nextRun) {

    public enum State {
        /** Switched off by the settings. */
        DISABLED,
        /** Paused by somebody, and no run is under way. */
        PAUSED,
        /** Waiting for the next run. */
        IDLE,
        /** Its next run is due, and waits for its turn among other hosts' runs. */
        WAITING,
        /** A run is under way. */
        RUNNING
    }

    /** Before anything has happened. */
    public static PrunerStatus atStart(PrunerSettings settings, Agenda agenda) {
        return of(settings, agenda, Tally.EMPTY, false, false, false);
    }

    static PrunerStatus of(
            PrunerSettings settings, Agenda agenda, Tally tally, boolean running, boolean waiting, boolean paused) {
        var state = !settings.enabled()
                ? State.DISABLED
                : running ? State.RUNNING : waiting ? State.WAITING : paused ? State.PAUSED : State.IDLE;
        var nextRun = state == State.DISABLED || paused ? Optional.<Instant>empty() : Optional.of(agenda.due());
        return new PrunerStatus(settings, state, paused, agenda.lastStart(), tally, nextRun);
    }

    /** What went wrong in the last run, if anything did. */
    public Optional<String> lastError() {
        return tally.lastRun().flatMap(run -> run.verdict().error());
    }
}
