package dev.orchestrator.buildcache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A fleet whose machine slept, or whose clock was set. */
class FleetClockTest extends FleetFixture {
    @Test
    void after_a_sleep_every_host_runs_within_a_minute() {
        fleet(50, 4, Optional.empty(), 0.05);
        time.pass(Duration.ofHours(1));
        assertThat(starts()).containsOnly(1);
        time.setClockBy(Duration.ofHours(7));
        time.pass(MINUTE);
        assertThat(starts()).containsOnly(2);
    }

    @Test
    void after_a_clock_is_set_back_by_a_month_every_host_keeps_its_interval() {
        fleet(50, 4, Optional.empty(), 0);
        time.pass(Duration.ofHours(1));
        time.setClockBy(Duration.ofDays(-30));
        time.pass(INTERVAL.minusHours(1).minusMillis(1));
        assertThat(starts()).containsOnly(1);
        time.pass(FleetSettings.LONGEST_SPREAD.plus(MINUTE));
        assertThat(starts()).containsOnly(2);
    }

    private List<Integer> starts() {
        return hosts.keySet().stream().map(name -> starts(name).size()).toList();
    }
}
