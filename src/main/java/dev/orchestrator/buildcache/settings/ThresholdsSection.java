package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.notify.Thresholds;
import dev.orchestrator.buildcache.value.ByteSize;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Thresholds for alerts: {@code notify-min-gb} and {@code notify-after-failures}. */
final class ThresholdsSection {
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
    private static final int MAX_FAILURES = 1_000_000;

    private ThresholdsSection() {}

    static Thresholds read(SettingsReader read) {
        var reclaimed = read.setting("notify-min-gb")
                .value("a number of GiB (1024³ bytes), 0 or more", ThresholdsSection::size);
        int failures = read.setting("notify-after-failures").whole(Thresholds.MIN_FAILURES, MAX_FAILURES);
        return new Thresholds(reclaimed, failures);
    }

    /** Rounded up to whole bytes, so that only 0 means never. */
    private static ByteSize size(String text) {
        return new ByteSize(Rules.number(text)
                .multiply(GIB)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact());
    }
}
