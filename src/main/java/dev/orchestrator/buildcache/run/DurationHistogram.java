package dev.orchestrator.buildcache.run;

import java.time.Duration;
import java.util.Arrays;

/** Histogram of run durations, for the metrics. Immutable. */
public final class DurationHistogram {
    /** Upper bounds of the buckets in milliseconds. Few, because each is a time series per host. */
    private static final long[] BOUNDS = {100, 500, 1_000, 5_000, 15_000, 60_000, 180_000, 600_000};

    public static final DurationHistogram EMPTY = new DurationHistogram(new long[BOUNDS.length + 1], 0);

    private final long[] counts;
    private final long totalMillis;

    private DurationHistogram(long[] counts, long totalMillis) {
        this.counts = counts;
        this.totalMillis = totalMillis;
    }

    /** Returns a histogram with this duration added. */
    public DurationHistogram with(Duration duration) {
        int bucket = 0;
        while (bucket < BOUNDS.length && duration.toMillis() > BOUNDS[bucket]) {
            bucket++;
        }
        var more = counts.clone();
        more[bucket]++;
        return new DurationHistogram(more, totalMillis + duration.toMillis());
    }

    /** Upper bounds of the buckets in seconds, ascending; the last one is infinite. */
    public static double[] bounds() {
        var bounds = new double[BOUNDS.length + 1];
        for (int i = 0; i < BOUNDS.length; i++) {
            bounds[i] = BOUNDS[i] / 1000.0;
        }
        bounds[BOUNDS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /** Number of durations per bucket, not cumulative. */
    public long[] counts() {
        return counts.clone();
    }

    /** Sum of all durations, in seconds. */
    public double totalSeconds() {
        return totalMillis / 1000.0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DurationHistogram durations
                && totalMillis == durations.totalMillis
                && Arrays.equals(counts, durations.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "DurationHistogram[counts=" + Arrays.toString(counts) + ", totalMillis=" + totalMillis + "]";
    }
}
