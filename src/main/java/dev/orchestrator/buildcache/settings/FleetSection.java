package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.fleet.FleetSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Settings for all hosts together: the {@code fleet} section. */
final class FleetSection {
    private static final int MAX_CONCURRENT_RUNS = 10_000;
    private static final Duration MAX_START_SPREAD = Duration.ofDays(100);

    private FleetSection() {}

    /** @param hosts one or more, with distinct names */
    static FleetSettings read(SettingsReader read, List<PrunerSettings> hosts) {
        int maxConcurrentRuns =
                read.setting("fleet.max-concurrent-runs").whole(FleetSettings.MIN_CONCURRENT_RUNS, MAX_CONCURRENT_RUNS);
        var startSpread = read.setting("fleet.start-spread").optionalDuration(Duration.ZERO, MAX_START_SPREAD);
        double jitter =
                read.setting("fleet.jitter").value("a fraction from 0 to 1, such as 0.05", FleetSection::fraction);
        return new FleetSettings(hosts, maxConcurrentRuns, startSpread, jitter);
    }

    private static double fraction(String text) {
        return Rules.within(Rules.number(text), BigDecimal.ZERO, BigDecimal.ONE).doubleValue();
    }
}
