package dev.orchestrator.buildcache.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final Instant START = Instant.parse("2026-03-29T00:30:00Z");

    @ParameterizedTest
    @CsvSource({
        // interval, since the last start, due, time until then
        "PT6H, PT0S, false, PT6H",
        "PT6H, PT1S, false, PT5H59M59S",
        "PT6H, PT5H59M59.999999999S, false, PT0.000000001S",
        "PT6H, PT6H, true, PT0S",
        "PT6H, PT6H0.000000001S, true, PT0S",
        "PT6H, P365D, true, PT0S",
        "PT1S, PT0.999S, false, PT0.001S",
        "PT2562047H, P1D, false, PT2562023H"
    })
    void a_run_is_due_an_interval_after_the_last_start(
            Duration interval, Duration since, boolean due, Duration untilDue) {
        var now = START.plus(since);
        assertThat(Schedule.isDue(Optional.of(START), interval, now)).isEqualTo(due);
        assertThat(Schedule.untilDue(Optional.of(START), interval, now)).isEqualTo(untilDue);
    }

    @Test
    void the_first_run_is_due_at_once() {
        assertThat(Schedule.isDue(Optional.empty(), Duration.ofHours(6), START)).isTrue();
        assertThat(Schedule.untilDue(Optional.empty(), Duration.ofHours(6), START))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT-6H"})
    void an_unusable_interval_means_yes(Duration interval) {
        for (var now : new Instant[] {START, START.plusSeconds(1), START.minusSeconds(1)}) {
            assertThat(Schedule.isDue(Optional.of(START), interval, now)).isTrue();
            assertThat(Schedule.untilDue(Optional.of(START), interval, now)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.000000001S", "PT-1H", "P-3650D"})
    void a_clock_that_went_backwards_means_yes_when_asked_but_not_before_an_interval(Duration back) {
        var now = START.plus(back);
        assertThat(Schedule.isDue(Optional.of(START), Duration.ofHours(6), now)).isTrue();
        assertThat(Schedule.untilDue(Optional.of(START), Duration.ofHours(6), now))
                .isEqualTo(Duration.ofHours(6));
    }
}
