package dev.orchestrator.buildcache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.run.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The same with thousands of hosts: {@code bench/run year}. */
class FleetYearTest {
    @Test
    void in_twenty_days_of_failures_no_host_starves_and_the_limits_on_concurrent_runs_hold() {
        try (var fleet = new SeededFleet(50, 2, Duration.ofSeconds(60), 7)) {
            fleet.pass(Duration.ofDays(20));
            assertThat(fleet.broken()).isEmpty();
            assertThat(fleet.mostAtOnce()).isEqualTo(2);
            assertThat(fleet.fewestStarts()).isGreaterThan(71);
            assertThat(fleet.outcomes())
                    .allSatisfy((outcome, runs) -> assertThat(runs > 0).isEqualTo(outcome != Outcome.Kind.SKIPPED));
        }
    }
}
