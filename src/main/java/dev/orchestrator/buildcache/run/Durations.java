package dev.orchestrator.buildcache.run;

import java.time.Duration;
import java.util.Arrays;

/** How long runs took: how many of them up to each of a few bounds, and all together. Immutable. */
public final class Durations {
    /** In milliseconds, from 0.1 s to 10 min. Few, since each is a time series for each host. */
    private static final long[] BOUNDS = {100, 500, 1_000, 5_000, 15_000, 60_000, 180_000, 600_000};

    public static final Durations EMPTY = new Durations(new long[BOUNDS.length + 1], 0);

    private final long[] counts;
    private final long totalMillis;

    private Durations(long[] counts, long totalMillis) {
        this.counts = counts;
        this.totalMillis = totalMillis;
    }

    /** These and one more. */
    public Durations with(Duration duration) {
        int bucket = 0;
        while (bucket < BOUNDS.length && duration.toMillis() > BOUNDS[bucket]) {
            bucket++;
        }
        var more = counts.clone();
        more[bucket]++;
        return new Durations(more, totalMillis + duration.toMillis());
    }

    /** In seconds, ascending; the last one is infinite. */
    public static double[] bounds() {
        var bounds = new double[BOUNDS.length + 1];
        for (int i = 0; i < BOUNDS.length; i++) {
            bounds[i] = BOUNDS[i] / 1000.0;
        }
        bounds[BOUNDS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /** How many were over the bound before, and not over the bound at this place. */
    public long[] counts() {
        return counts.clone();
    }

    /** All together, in seconds. */
    public double totalSeconds() {
        return totalMillis / 1000.0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Durations durations
                && totalMillis == durations.totalMillis
                && Arrays.equals(counts, durations.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "Durations[counts=" + Arrays.toString(counts) + ", totalMillis=" + totalMillis + "]";
    }
}
