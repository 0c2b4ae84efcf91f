package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * What all runs of the last week reclaimed, in steps of {@link #STEP}, so that its memory doesn't depend on how many
 * there were. Immutable.
 */
public final class ReclaimedLately {
    /** How exact the beginning of a period is. */
    public static final Duration STEP = Duration.ofMinutes(5);

    private static final long STEP_MILLIS = STEP.toMillis();
    private static final int STEPS = (int) Duration.ofDays(7).dividedBy(STEP) + 1;

    private final Instant since;
    /** A ring: the sum of step n is at n modulo the length. */
    private final long[] sums;

    private final long newest;

    private ReclaimedLately(Instant since, long[] sums, long newest) {
        this.since = since;
        this.sums = sums;
        this.newest = newest;
    }

    /** @param since from when on runs are counted */
    public static ReclaimedLately since(Instant since) {
        return new ReclaimedLately(since, new long[STEPS], step(since));
    }

    /** This and one more run. A run that ended before the last week, by a clock that was set, is left out. */
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
     * What the runs that ended within this period before now reclaimed; a week at most. The step in which the period
     * begins is left out.
     */
    public ByteSize in(Duration period, Instant now) {
        var sum = ByteSize.ZERO;
        long oldest = Math.max(step(now.minus(period)) + 1, newest - STEPS + 1);
        for (long step = oldest; step <= newest; step++) {
            sum = sum.plus(new ByteSize(sums[at(step)]));
        }
        return sum;
    }

    /** Whether all runs of this period are counted; else it was at least this. */
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
