package dev.orchestrator.buildcache.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a host's next run is due, counted from the start of the last one, whatever its outcome.
 *
 * @param retryAfter delay from the start of a run that failed or ended unknown to the next attempt; doubled each time,
 *     but never later than the schedule. Empty: follow the schedule
 * @param lastStart start of the last run, which may be in progress
 * @param due the earliest start of the next run
 * @param failures number of consecutive runs that failed or ended unknown
 * @param lastLook when the clock was last read
 */
public record Agenda(
        Schedule schedule,
        Optional<Duration> retryAfter,
        Optional<Instant> lastStart,
        Instant due,
        int failures,
        Instant lastLook) {

    private static final int MOST_DOUBLINGS = 20;

    /** A clock that was set back by no more is followed: the next run is then as much later. */
    private static final Duration FOLLOWED = Duration.ofMinutes(1);

    /** Before the first run. */
    public static Agenda first(Schedule schedule, Optional<Duration> retryAfter, Instant now, Duration delay) {
        return new Agenda(schedule, retryAfter, Optional.empty(), schedule.first(now, delay), 0, now);
    }

    /** Whether a run may start now. */
    public boolean isDue(Instant now) {
        return !now.isBefore(due);
    }

    /** Time until the next run is due, never negative. */
    public Duration untilDue(Instant now) {
        var left = Duration.between(now, due);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Notes what the clock says. If it was set back, what is left of the wait stays as it was; otherwise the host would
     * not be pruned for as long as the clock had been ahead.
     *
     * @param since the last look, at least, by a timer that doesn't depend on the clock
     */
    public Agenda looked(Instant now, Duration since) {
        var back = Duration.between(now, lastLook.plus(since));
        return back.compareTo(FOLLOWED) <= 0
                ? new Agenda(schedule, retryAfter, lastStart, due, failures, now)
                : new Agenda(
                        schedule,
                        retryAfter,
                        lastStart.map(start -> start.minus(back)),
                        schedule.setBack(due, now, back),
                        failures,
                        now);
    }

    /** @param jitter see {@link Schedule#next} */
    public Agenda started(Instant now, double jitter) {
        return new Agenda(schedule, retryAfter, Optional.of(now), schedule.next(now, jitter), failures, now);
    }

    /**
     * Records the end of the run that {@link #started}.
     *
     * @param failing whether it failed or ended unknown
     */
    public Agenda ended(boolean failing) {
        if (!failing) {
            return new Agenda(schedule, retryAfter, lastStart, due, 0, lastLook);
        }
        var retry = retryAfter
                .map(wait -> lastStart.orElseThrow().plus(wait.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS))))
                .filter(sooner -> sooner.isBefore(due));
        return new Agenda(schedule, retryAfter, lastStart, retry.orElse(due), failures + 1, lastLook);
    }
}
