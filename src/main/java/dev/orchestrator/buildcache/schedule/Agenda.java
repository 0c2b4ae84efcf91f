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
 */
public record Agenda(
        Schedule schedule, Optional<Duration> retryAfter, Optional<Instant> lastStart, Instant due, int failures) {

    private static final int MOST_DOUBLINGS = 20;

    /** Before the first run. */
    public static Agenda first(Schedule schedule, Optional<Duration> retryAfter, Instant now, Duration delay) {
        return new Agenda(schedule, retryAfter, Optional.empty(), schedule.first(now, delay), 0);
    }

    /**
     * Whether a run may start now. Also true if the clock was set back to before the last start; otherwise the host
     * would not be pruned for as long as the clock had been ahead.
     */
    public boolean isDue(Instant now) {
        return !now.isBefore(due) || isSetBack(now);
    }

    /**
     * Time until the next check, never negative. If the clock was set back, the full wait starts again.
     */
    public Duration untilDue(Instant now) {
        var left = Duration.between(isSetBack(now) ? lastStart.orElseThrow() : now, due);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private boolean isSetBack(Instant now) {
        return lastStart.isPresent() && now.isBefore(lastStart.get());
    }

    /** @param jitter see {@link Schedule#next} */
    public Agenda started(Instant now, double jitter) {
        return new Agenda(schedule, retryAfter, Optional.of(now), schedule.next(now, jitter), failures);
    }

    /**
     * Records the end of the run that {@link #started}.
     *
     * @param failing whether it failed or ended unknown
     */
    public Agenda ended(boolean failing) {
        if (!failing) {
            return new Agenda(schedule, retryAfter, lastStart, due, 0);
        }
        var retry = retryAfter
                .map(wait -> lastStart.orElseThrow().plus(wait.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS))))
                .filter(sooner -> sooner.isBefore(due));
        return new Agenda(schedule, retryAfter, lastStart, retry.orElse(due), failures + 1);
    }
}
