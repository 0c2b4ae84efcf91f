package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Bytes that all runs of the last week reclaimed, summed up in steps of {@link #STEP}, so that memory use doesn't
 * depend on the number of runs. Immutable.
 */
public final class ReclaimedLately {
    /** Resolution of the start of a period. */
    public static final Duration STEP = Duration.ofMinutes(5);

    private static final long STEP_MILLIS = STEP.toMillis();
    private static final int STEPS = (int) Duration.ofDays(7).dividedBy(STEP) + 1;

    private final Instant since;
    /** Ring buffer: the sum of step n is at index n modulo the length. */
    private final long[] sums;

    private final long newest;

    private ReclaimedLately(Instant since, long[] sums, long newest) {
        this.since = since;
        this.sums = sums;
        this.newest = newest;
    }

    /** @param since when counting started */
    public static ReclaimedLately since(Instant since) {
        return new ReclaimedLately(since, new long[STEPS], step(since));
    }

    /**
     * Returns the sums with this run added. A run that ended over a week ago, because the clock was set, is ignored.
     */
    public ReclaimedLately with(Run run) {
        if (run.outcome().reclaimed().isEmpty()) {
            return this;
        }
        long step = step(run.end());
        if (step <= newest - STEPS) {
            return this;
        }
        var next = sums.clone();
        if (step - newest >= STEPS) {
            Arrays.fill(next, 0);
        } else {
            for (long passed = newest + 1; passed <= step; passed++) {
                next[at(passed)] = 0;
            }
        }
        var sum = new ByteSize(next[at(step)]).plus(run.outcome().reclaimed().get());
        next[at(step)] = sum.bytes();
        return new ReclaimedLately(since, next, Math.max(newest, step));
    }

    /**
     * Sum for the runs that ended within this period before now, at most a week. Excludes the step in which the period
     * begins.
     */
    public ByteSize in(Duration period, Instant now) {
        var sum = ByteSize.ZERO;
        long oldest = Math.max(step(now.minus(period)) + 1, newest - STEPS + 1);
        for (long step = oldest; step <= newest; step++) {
            sum = sum.plus(new ByteSize(sums[at(step)]));
        }
        return sum;
    }

    /** Whether the sum covers the whole period; if not, it is a lower bound. */
    public boolean isComplete(Duration period, Instant now) {
        return !since.isAfter(now.minus(period));
    }

    private static long step(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), STEP_MILLIS);
    }

    private static int at(long step) {
        return (int) Math.floorMod(step, (long) STEPS);
    }
}
