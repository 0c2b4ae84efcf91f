package dev.orchestrator.buildcache.prune;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides when a run is due: the interval counts from one start to the next, whatever came of the run. */
public final class Schedule {
    private Schedule() {}

    /**
     * Whether a run may start now: never run yet, or at least the interval since the last start. An interval of zero or
     * less and a clock that was set back both mean yes, since neither may keep a host from ever being pruned again.
     */
    public static boolean isDue(Optional<Instant> lastStart, Duration interval, Instant now) {
        return lastStart
                .map(start ->
                        now.isBefore(start) || Duration.between(start, now).compareTo(interval) >= 0)
                .orElse(true);
    }

    /**
     * How long until it is worth asking again. After a clock that was set back that is a whole interval, so that even a
     * clock that keeps going backwards gives at most one run per interval.
     *
     * @return zero or more
     */
    public static Duration untilDue(Optional<Instant> lastStart, Duration interval, Instant now) {
        if (lastStart.isEmpty()) {
            return Duration.ZERO;
        }
        var passed = Duration.between(lastStart.get(), now);
        var left = passed.isNegative() ? interval : interval.minus(passed);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
