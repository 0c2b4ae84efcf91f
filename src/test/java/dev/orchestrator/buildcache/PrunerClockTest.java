package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.schedule.Cron;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A clock that doesn't agree with the timers: it was set, or the machine slept, which the timers don't count. A run is
 * then at most about a minute late, and never too early.
 */
class PrunerClockTest extends PrunerFixture {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @Test
    void after_a_sleep_a_run_that_is_overdue_starts_within_a_minute() {
        spawn();
        time.pass(Duration.ofHours(1));
        time.setClockBy(Duration.ofHours(8));
        time.pass(A_MINUTE);
        assertThat(starts()).hasSize(2);
    }

    @Test
    void after_a_sleep_a_cron_schedule_runs_within_a_minute_of_its_time() {
        spawn(HostBuilder.at(target())
                .on(new Schedule.At(new Cron("30 4 * * *", ZoneOffset.UTC)))
                .settings());
        time.pass(A_MINUTE);
        time.setClockBy(Duration.ofHours(4));
        time.pass(Duration.ofMinutes(30));
        assertThat(starts()).containsExactly(at(Duration.ofMinutes(4 * 60 + 30)));
    }

    @Test
    void a_sleep_while_paused_counts_too() {
        var pruner = spawn();
        var replies = time.kit().createTestProbe(PrunerStatus.class);
        pruner.tell(new Pruner.Pause(replies.getRef()));
        time.setClockBy(Duration.ofHours(8));
        pruner.tell(new Pruner.Resume(replies.getRef()));
        time.pass(MOMENT);
        assertThat(starts()).hasSize(2);
    }

    @Test
    void a_clock_that_is_set_back_leaves_the_rest_of_the_wait_as_it_was() {
        var pruner = spawn();
        time.pass(Duration.ofMinutes(90));
        time.setClockBy(Duration.ofDays(-30));
        time.pass(A_MINUTE);
        assertThat(status(pruner).nextRun())
                .as("published, too")
                .contains(at(INTERVAL).minus(Duration.ofDays(30)))
                .isEqualTo(lastPublished().state().nextRun());
        time.pass(INTERVAL.minusMinutes(91).minusMillis(1));
        assertThat(starts()).hasSize(1);
        time.pass(MOMENT);
        assertThat(starts()).hasSize(2);
        time.pass(INTERVAL.minusMillis(1));
        assertThat(starts()).hasSize(2);
        time.pass(MOMENT);
        assertThat(starts()).hasSize(3);
    }

    @Test
    void a_clock_that_is_set_back_before_the_first_run_does_not_put_it_off() {
        var surroundings =
                new Surroundings(time, subscriber.getRef(), Optional.empty(), Duration.ofMinutes(5), () -> 0);
        time.kit().spawn(Pruner.create(settings(INTERVAL, TIME_LIMIT), surroundings, host::runner));
        time.setClockBy(Duration.ofDays(-400));
        time.pass(Duration.ofMinutes(6));
        assertThat(starts()).hasSize(1);
    }

    /** However often and whenever the clock is set back, no two runs come closer than the interval. */
    @Test
    void runs_on_demand_just_after_a_clock_is_set_back_are_not_followed_by_another_too_soon() {
        var pruner = spawn();
        time.pass(Duration.ofSeconds(90));
        time.setClockBy(Duration.ofDays(-1));
        pruner.tell(new Pruner.RunNow(time.kit().system().ignoreRef()));
        assertThat(starts()).hasSize(2);
        time.pass(INTERVAL.minusMillis(1));
        assertThat(starts()).hasSize(2);
        time.pass(A_MINUTE);
        assertThat(starts()).hasSize(3);
    }

    @Test
    void a_clock_set_back_after_the_start_of_a_run_in_the_middle_of_a_minute_does_not_hasten_the_next() {
        var pruner = spawn();
        time.pass(Duration.ofSeconds(110));
        pruner.tell(new Pruner.RunNow(time.kit().system().ignoreRef()));
        time.pass(Duration.ofSeconds(5));
        time.setClockBy(Duration.ofMinutes(-2));
        time.pass(INTERVAL.minusSeconds(5).minusMillis(1));
        assertThat(starts()).hasSize(2);
    }

    @Test
    void a_clock_that_stands_still_just_before_a_run_is_due_costs_no_endless_loop() {
        var almost = at(INTERVAL).minusNanos(1);
        InstantSource stuck = () -> time.instant().isBefore(almost) ? time.instant() : almost;
        time.kit()
                .spawn(Pruner.create(
                        settings(INTERVAL, TIME_LIMIT), Surroundings.alone(stuck, subscriber.getRef()), host::runner));
        time.pass(INTERVAL.plusSeconds(10));
        assertThat(starts()).hasSize(1);
    }

    @Test
    void a_clock_that_is_ahead_of_the_timers_runs_once_per_interval_of_its_own() {
        spawn();
        for (int i = 0; i < 10; i++) {
            time.setClockBy(INTERVAL);
            time.pass(A_MINUTE);
        }
        assertThat(starts()).hasSize(11);
    }

    private List<Instant> starts() {
        return host.startsOf(BuilderPrune.class);
    }

    private HostEvent lastPublished() {
        HostEvent last = null;
        for (int waiting = 4; waiting > 0; waiting--) {
            last = subscriber.receiveMessage();
        }
        subscriber.expectNoMessage(Duration.ZERO);
        return last;
    }
}
