package dev.orchestrator.buildcache.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a host's next run is due: counted from the start of the last one, whatever came of it.
 *
 * @param retryAfter how soon after a run that failed, or whose end is unknown, to try again; doubled each time, and
 *     never later than the schedule says. Empty: as the schedule says
 * @param lastStart of the last run, which may be under way
 * @param due the earliest start of the next run
 * @param troubles how many runs in a row failed or ended unknown
 */
public record Agenda(
        Schedule schedule, Optional<Duration> retryAfter, Optional<Instant> lastStart, Instant due, int troubles) {

    private static final int MOST_DOUBLINGS = 20;

    /** Before the first run. */
    public static Agenda first(Schedule schedule, Optional<Duration> retryAfter, Instant now, Duration delay) {
        return new Agenda(schedule, retryAfter, Optional.empty(), schedule.first(now, delay), 0);
    }

    /**
     * Whether a run may start now. A clock that was set back behind the last start means yes: else a host might not be
     * pruned for as long as the clock was ahead.
     */
    public boolean isDue(Instant now) {
        return !now.isBefore(due) || isSetBack(now);
    }

    /**
     * How long until it is worth asking again, zero or more. With a clock that was set back that is as long as the run
     * was to wait at its start, so that even a clock that keeps going backwards makes no run follow on the heels of
     * another.
     */
    public Duration untilDue(Instant now) {
        var left = Duration.between(isSetBack(now) ? lastStart.orElseThrow() : now, due);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private boolean isSetBack(Instant now) {
        return lastStart.isPresent() && now.isBefore(lastStart.get());
    }

    /** @param stretch see {@link Schedule#next} */
    public Agenda started(Instant now, double stretch) {
        return new Agenda(schedule, retryAfter, Optional.of(now), schedule.next(now, stretch), troubles);
    }

    /**
     * After the end of the run that {@link #started}.
     *
     * @param trouble whether it failed, or its end is unknown
     */
    public Agenda ended(boolean trouble) {
        if (!trouble) {
            return new Agenda(schedule, retryAfter, lastStart, due, 0);
        }
        var retry = retryAfter
                .map(wait -> lastStart.orElseThrow().plus(wait.multipliedBy(1L << Math.min(troubles, MOST_DOUBLINGS))))
                .filter(sooner -> sooner.isBefore(due));
        return new Agenda(schedule, retryAfter, lastStart, retry.orElse(due), troubles + 1);
    }
}
