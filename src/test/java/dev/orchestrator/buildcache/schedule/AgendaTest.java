package dev.orchestrator.buildcache.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orchestrator.buildcache.schedule.Schedule.Every;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgendaTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofHours(6);

    @Test
    void the_first_run_is_due_immediately_or_after_the_delay() {
        assertThat(first(INTERVAL, Duration.ZERO).isDue(START)).isTrue();
        assertThat(first(INTERVAL, Duration.ZERO).untilDue(START)).isZero();
        assertThat(first(INTERVAL, Duration.ofMinutes(1)).isDue(START.plusSeconds(59)))
                .isFalse();
        assertThat(first(INTERVAL, Duration.ofMinutes(1)).isDue(START.plusSeconds(60)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "PT6H, PT0S, false, PT6H",
        "PT6H, PT5H59M59.999999999S, false, PT0.000000001S",
        "PT6H, PT6H, true, PT0S",
        "PT6H, PT6H0.000000001S, true, PT0S",
        "PT6H, P365D, true, PT0S",
        "PT1S, PT0.999S, false, PT0.001S",
        "PT2562047H, P1D, false, PT2562023H"
    })
    void a_run_is_due_an_interval_after_the_last_start(
            Duration interval, Duration since, boolean due, Duration untilDue) {
        var agenda = first(interval, Duration.ZERO).started(START, 0).ended(true);
        assertThat(agenda.isDue(START.plus(since))).isEqualTo(due);
        assertThat(agenda.untilDue(START.plus(since))).isEqualTo(untilDue);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-61M", "P-1D", "P-3650D"})
    void after_a_clock_is_set_back_the_rest_of_the_wait_stays_as_it_was(Duration back) {
        var hourLater = START.plus(Duration.ofHours(1));
        var agenda = first(INTERVAL, Duration.ZERO).started(START, 0).looked(hourLater, Duration.ofHours(1));
        var minuteLater = hourLater.plus(back).plusSeconds(60);
        var setBack = agenda.looked(minuteLater, Duration.ofSeconds(60));
        assertThat(setBack.isDue(minuteLater)).isFalse();
        assertThat(setBack.untilDue(minuteLater)).isEqualTo(INTERVAL.minusMinutes(61));
        assertThat(setBack.lastStart()).contains(START.plus(back));
        assertThat(setBack.ended(true).due()).isEqualTo(START.plus(back).plus(INTERVAL));
    }

    @Test
    void a_clock_set_back_by_a_minute_or_less_is_followed_and_so_is_one_set_forward() {
        var agenda = first(INTERVAL, Duration.ZERO).started(START, 0);
        for (var change : new String[] {"PT-1M", "PT-1S", "PT0S", "PT1S", "P30D"}) {
            var now = START.plus(Duration.parse(change)).plusSeconds(60);
            assertThat(agenda.looked(now, Duration.ofSeconds(60)).due()).isEqualTo(START.plus(INTERVAL));
        }
    }

    /** cron(8): clock changes of up to three hours repeat nothing; after larger ones the new time is used at once. */
    @ParameterizedTest
    @CsvSource({"PT-3H, 2026-01-02T04:30:00Z", "PT-3H-1S, 2026-01-01T04:30:00Z", "P-366D, 2025-01-01T04:30:00Z"})
    void a_cron_schedule_follows_a_clock_that_is_set_back_as_cron_does(Duration back, Instant due) {
        var daily = new Schedule.At(new Cron("30 4 * * *", ZoneOffset.UTC));
        var ran = Instant.parse("2026-01-01T04:30:00Z");
        var agenda = Agenda.first(daily, Optional.empty(), START, Duration.ZERO).started(ran, 0);
        assertThat(agenda.looked(ran.plus(back), Duration.ZERO).due()).isEqualTo(due);
    }

    @Test
    void jitter_extends_the_interval() {
        assertThat(first(INTERVAL, Duration.ZERO).started(START, 0.05).due())
                .isEqualTo(START.plus(INTERVAL).plus(Duration.ofMinutes(18)));
    }

    @ParameterizedTest
    @CsvSource({"1, PT10M", "2, PT20M", "3, PT40M", "5, PT2H40M", "6, PT5H20M", "7, PT6H", "100, PT6H"})
    void a_retry_is_due_sooner_and_its_delay_doubles_up_to_the_interval(int failures, Duration wait) {
        var agenda = Agenda.first(new Every(INTERVAL), Optional.of(Duration.ofMinutes(10)), START, Duration.ZERO);
        for (int i = 0; i < failures; i++) {
            agenda = agenda.started(START, 0).ended(true);
        }
        assertThat(agenda.untilDue(START)).isEqualTo(wait);
        assertThat(agenda.failures()).isEqualTo(failures);
    }

    @Test
    void a_run_that_does_not_fail_restores_the_schedule_and_resets_the_delay() {
        var agenda = Agenda.first(new Every(INTERVAL), Optional.of(Duration.ofMinutes(10)), START, Duration.ZERO)
                .started(START, 0)
                .ended(true)
                .started(START, 0)
                .ended(false);
        assertThat(agenda.due()).isEqualTo(START.plus(INTERVAL));
        assertThat(agenda.started(START, 0).ended(true).due()).isEqualTo(START.plus(Duration.ofMinutes(10)));
    }

    @Test
    void without_a_retry_a_failure_changes_nothing() {
        assertThat(first(INTERVAL, Duration.ZERO).started(START, 0).ended(true).due())
                .isEqualTo(START.plus(INTERVAL));
    }

    @Test
    void an_interval_under_a_second_is_rejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Every(Duration.ofMillis(999)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Every(Duration.ofSeconds(-1)));
    }

    private static Agenda first(Duration interval, Duration delay) {
        return Agenda.first(new Every(interval), Optional.empty(), START, delay);
    }
}
