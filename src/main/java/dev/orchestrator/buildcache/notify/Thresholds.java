package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.value.ByteSize;

/**
 * From when on something about a host is worth telling.
 *
 * @param reclaimed by one run; zero: nothing that was reclaimed is worth telling
 * @param failures in a row, 1 or more
 */
public record Thresholds(ByteSize reclaimed, int failures) {
    public static final int MIN_FAILURES = 1;

    /** For a host about which nothing is set. */
    public static final Thresholds DEFAULT = new Thresholds(ByteSize.ZERO, 1);

    /** @throws IllegalArgumentException if the number of failures isn't positive */
    public Thresholds {
        if (failures < MIN_FAILURES) {
            throw new IllegalArgumentException("at least one failure");
        }
    }
}
