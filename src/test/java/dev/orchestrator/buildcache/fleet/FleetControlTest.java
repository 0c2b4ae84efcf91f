package dev.orchestrator.buildcache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.Pruner.RunNowReply;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.run.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Run now, pause and resume. */
class FleetControlTest extends FleetFixture {
    @Test
    void run_now_runs_and_later_runs_count_from_it() {
        var fleet = fleet(1, 1, Optional.empty(), 0);
        time.pass(Duration.ofHours(1));
        assertThat(runNow(fleet, "host-0")).isEqualTo(RunNowReply.ACCEPTED);
        time.pass(INTERVAL);
        assertThat(starts("host-0"))
                .containsExactly(at(Duration.ZERO), at(Duration.ofHours(1)), at(INTERVAL.plusHours(1)));
    }

    @Test
    void run_now_is_rejected_while_a_run_is_under_way_or_waiting_or_the_host_is_paused() {
        aCommandTakes = MINUTE;
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        time.pass(Duration.ofMillis(1));
        assertThat(runNow(fleet, "host-0")).isEqualTo(RunNowReply.RUNNING);
        assertThat(runNow(fleet, "host-1")).isEqualTo(RunNowReply.WAITING);
        fleet.tell(Fleet.PauseAll.INSTANCE);
        assertThat(runNow(fleet, "host-0")).isEqualTo(RunNowReply.RUNNING);
        assertThat(runNow(fleet, "host-1")).isEqualTo(RunNowReply.PAUSED);
        time.pass(MINUTE.multipliedBy(4));
        assertThat(starts("host-0")).hasSize(1);
    }

    @Test
    void two_simultaneous_run_now_requests_start_one_run() {
        var fleet = fleet(1, 1, Optional.empty(), 0);
        hosts.get("host-0").takes(MINUTE);
        time.pass(INTERVAL.minusMillis(1));
        assertThat(List.of(runNow(fleet, "host-0"), runNow(fleet, "host-0")))
                .containsExactly(RunNowReply.ACCEPTED, RunNowReply.RUNNING);
        time.pass(Duration.ofMillis(1)); // and the timer's run
        assertThat(hosts.get("host-0").startsOf(DockerVersion.class)).hasSize(2);
    }

    @Test
    void a_host_paused_while_idle_runs_once_after_resume_if_due() {
        var fleet = fleet(1, 1, Optional.empty(), 0);
        fleet.tell(Fleet.PauseAll.INSTANCE);
        assertThat(status(fleet, "host-0").state()).isEqualTo(State.PAUSED);
        assertThat(status(fleet, "host-0").nextRun()).isEmpty();
        time.pass(INTERVAL.multipliedBy(5));
        assertThat(starts("host-0")).hasSize(1);
        fleet.tell(Fleet.ResumeAll.INSTANCE);
        assertThat(starts("host-0")).containsExactly(at(Duration.ZERO), at(INTERVAL.multipliedBy(5)));
        time.pass(INTERVAL);
        assertThat(starts("host-0")).hasSize(3);
    }

    @Test
    void pause_lets_a_run_under_way_finish_and_keeps_a_waiting_one_from_starting() {
        aCommandTakes = MINUTE;
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        time.pass(Duration.ofMillis(1));
        fleet.tell(Fleet.PauseAll.INSTANCE);
        assertThat(states(fleet)).containsExactly(State.RUNNING, State.PAUSED);
        assertThat(status(fleet, "host-0").paused()).isTrue();
        time.pass(MINUTE.multipliedBy(10));
        assertThat(states(fleet)).containsExactly(State.PAUSED, State.PAUSED);
        assertThat(outcome(fleet, "host-0")).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(starts("host-1")).isEmpty();
        fleet.tell(Fleet.ResumeAll.INSTANCE);
        time.pass(MINUTE.multipliedBy(2));
        assertThat(starts("host-1")).hasSize(1);
    }

    @Test
    void pausing_and_resuming_repeatedly_while_waiting_never_causes_concurrent_runs() {
        aCommandTakes = MINUTE;
        var fleet = fleet(2, 1, Optional.of(Duration.ZERO), 0);
        time.pass(Duration.ofMillis(1));
        for (int i = 0; i < 10; i++) {
            fleet.tell(Fleet.PauseAll.INSTANCE);
            fleet.tell(Fleet.ResumeAll.INSTANCE);
        }
        time.pass(MINUTE.multipliedBy(4));
        assertThat(hosts.get("host-0").startsOf(DockerVersion.class)).hasSize(1);
        assertThat(hosts.get("host-1").startsOf(DockerVersion.class)).hasSize(1);
        assertThat(starts("host-1").get(0)).isAfterOrEqualTo(at(MINUTE.multipliedBy(2)));
    }
}
