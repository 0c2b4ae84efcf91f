package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.value.ByteSize;

/**
 * When a host's runs lead to alerts.
 *
 * @param reclaimed by one run; zero: no alerts about reclaimed space
 * @param failures number of consecutive failed runs, 1 or more
 */
public record Thresholds(ByteSize reclaimed, int failures) {
    public static final int MIN_FAILURES = 1;

    /** For hosts without settings of their own. */
    public static final Thresholds DEFAULT = new Thresholds(ByteSize.ZERO, 1);

    /** @throws IllegalArgumentException if the number of failures isn't positive */
    public Thresholds {
        if (failures < MIN_FAILURES) {
            throw new IllegalArgumentException("at least one failure");
        }
    }
}
