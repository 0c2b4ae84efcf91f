package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a pruner runs: intervals, clocks that are set, ticks that fail. */
class PrunerTimingTest extends PrunerFixture {
    @Test
    void the_first_run_starts_immediately() {
        spawn();
        assertThat(host.startsOf(BuilderPrune.class)).containsExactly(VirtualTime.START);
    }

    @Test
    void a_year_of_runs_has_no_drift_no_loss_and_no_overlap() {
        host.takes(Duration.ofMinutes(2));
        var pruner = spawn();
        time.pass(Duration.ofDays(365));
        var starts = host.startsOf(DockerVersion.class);
        assertThat(starts).hasSize(365 * 4 + 1);
        for (int i = 0; i < starts.size(); i++) {
            assertThat(starts.get(i)).isEqualTo(VirtualTime.START.plus(INTERVAL.multipliedBy(i)));
        }
        assertThat(host.startsOf(BuilderPrune.class)).hasSize(365 * 4);
        assertThat(host.mostAtOnce).isEqualTo(1);
        assertThat(status(pruner).tally().runs()).containsEntry(Outcome.Kind.SUCCEEDED, 365L * 4);
    }

    @Test
    void a_run_longer_than_the_interval_is_followed_by_the_next_without_overlap() {
        host.takes(Duration.ofMinutes(4));
        spawn(settings(Duration.ofMinutes(1), TIME_LIMIT));
        time.pass(Duration.ofMinutes(33));
        assertThat(host.startsOf(DockerVersion.class))
                .containsExactly(
                        at(Duration.ZERO),
                        at(Duration.ofMinutes(8)),
                        at(Duration.ofMinutes(16)),
                        at(Duration.ofMinutes(24)),
                        at(Duration.ofMinutes(32)));
        assertThat(host.mostAtOnce).isEqualTo(1);
    }

    @Test
    void a_wait_of_months_is_split_into_minutes() {
        spawn(settings(Duration.ofDays(70), TIME_LIMIT));
        time.pass(Duration.ofDays(150));
        assertThat(host.startsOf(BuilderPrune.class))
                .containsExactly(VirtualTime.START, at(Duration.ofDays(70)), at(Duration.ofDays(140)));
    }

    @Test
    void a_tick_that_comes_slightly_early_does_not_skip_an_interval() {
        spawn();
        time.pass(MOMENT);
        time.setClockBy(Duration.ofMillis(-5));
        time.pass(INTERVAL.plusMillis(10));
        assertThat(host.startsOf(BuilderPrune.class)).containsExactly(VirtualTime.START, at(INTERVAL));
    }

    @Test
    void after_a_clock_is_set_back_there_is_one_run_and_then_the_usual_interval() {
        spawn();
        time.pass(INTERVAL.dividedBy(2));
        time.setClockBy(Duration.ofDays(-30));
        time.pass(INTERVAL.dividedBy(2));
        var restarted = time.instant();
        time.pass(INTERVAL);
        assertThat(host.startsOf(BuilderPrune.class))
                .containsExactly(VirtualTime.START, restarted, restarted.plus(INTERVAL));
    }

    @Test
    void a_clock_set_back_during_a_run_does_not_start_the_next_run_immediately() {
        host.takes(Duration.ofMinutes(1));
        var pruner = spawn();
        time.pass(MOMENT);
        time.setClockBy(Duration.ofDays(-30));
        time.pass(Duration.ofHours(5));
        assertThat(host.startsOf(DockerVersion.class)).hasSize(1);
        assertThat(status(pruner).tally().lastRun().orElseThrow().duration()).isZero();
    }

    @Test
    void a_tick_that_throws_is_followed_by_another() {
        var asked = new AtomicInteger();
        InstantSource broken = () -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("no clock");
            }
            return time.instant();
        };
        var pruner = time.kit()
                .spawn(Pruner.create(
                        settings(INTERVAL, TIME_LIMIT), Surroundings.alone(broken, subscriber.getRef()), host::runner));
        assertThat(host.received).isEmpty();
        time.pass(Duration.ofMinutes(1));
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void a_disabled_pruner_runs_nothing_and_still_answers() {
        var pruner = spawn(HostBuilder.at(target())
                .disabled()
                .every(INTERVAL)
                .timeLimit(TIME_LIMIT)
                .settings());
        time.pass(Duration.ofDays(30));
        assertThat(host.received).isEmpty();
        var status = status(pruner);
        assertThat(status.state()).isEqualTo(State.DISABLED);
        assertThat(status.nextRun()).isEmpty();
        assertThat(status.lastStart()).isEmpty();
    }
}
