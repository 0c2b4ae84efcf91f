package dev.orchestrator.buildcache.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Times as numbers of seconds, exact to the millisecond and without trailing zeros: {@code 600}, {@code 0.25}. */
public final class Seconds {
    private Seconds() {}

    public static BigDecimal of(Duration time) {
        return plain(BigDecimal.valueOf(time.toMillis(), 3));
    }

    /** Seconds since the epoch. */
    public static BigDecimal of(Instant time) {
        return plain(BigDecimal.valueOf(time.toEpochMilli(), 3));
    }

    private static BigDecimal plain(BigDecimal seconds) {
        var stripped = seconds.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
