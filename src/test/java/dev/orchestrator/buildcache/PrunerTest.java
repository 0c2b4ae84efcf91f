package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrunerTest extends PrunerFixture {
    @Test
    void without_a_host_the_run_is_skipped_with_a_reason() {
        var pruner = spawn(HostBuilder.host("(none)")
                .nowhere()
                .every(INTERVAL)
                .timeLimit(TIME_LIMIT)
                .settings());
        var status = status(pruner);
        assertThat(status.lastError()).contains("no ssh host configured (deploy_ssh_host empty)");
        assertThat(status.lastStart()).contains(VirtualTime.START);
        assertThat(status.nextRun()).contains(at(INTERVAL));
        time.pass(INTERVAL);
        assertThat(status(pruner).tally().runs()).containsEntry(Outcome.Kind.SKIPPED, 2L);
    }

    @Test
    void the_preflight_comes_before_every_prune() {
        spawn();
        assertThat(host.received).extracting(FakeHost.Received::command).containsExactly(new DockerVersion(), prune());
    }

    @Test
    void without_preflight_the_prune_is_sent_immediately() {
        spawn(HostBuilder.at(target())
                .every(INTERVAL)
                .timeLimit(TIME_LIMIT)
                .withoutPreflight()
                .settings());
        assertThat(host.received).extracting(FakeHost.Received::command).containsExactly(prune());
    }

    @Test
    void a_success_is_counted_and_added_up() {
        host.prunes("Total reclaimed space: 1.5GB\n");
        var pruner = spawn();
        time.pass(INTERVAL);
        var status = status(pruner);
        assertThat(status.tally().lastReclaimed()).contains(new ByteSize(1_500_000_000));
        assertThat(status.tally().totalReclaimed()).isEqualTo(new ByteSize(3_000_000_000L));
        assertThat(status.tally().runs())
                .containsEntry(Outcome.Kind.SUCCEEDED, 2L)
                .containsEntry(Outcome.Kind.FAILED, 0L);
        assertThat(status.lastError()).isEmpty();
    }

    @Test
    void a_failure_keeps_what_the_last_success_reclaimed_and_a_success_clears_the_error() {
        host.prunes("Total:\t2GB\n");
        var pruner = spawn();
        host.prunesLike(new Exited(1, "", "Error response from daemon: no space left on device"));
        time.pass(INTERVAL);
        var failed = status(pruner);
        assertThat(failed.tally().lastRun().orElseThrow().outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(failed.lastError()).contains("rc=1: Error response from daemon: no space left on device");
        assertThat(failed.tally().lastReclaimed()).contains(new ByteSize(2_000_000_000));
        host.prunes("Total:\t1GB\n");
        time.pass(INTERVAL);
        assertThat(status(pruner).lastError()).isEmpty();
        assertThat(status(pruner).tally().lastReclaimed()).contains(new ByteSize(1_000_000_000));
    }

    @Test
    void a_success_without_a_report_is_unconfirmed_and_not_an_error() {
        host.prunes("");
        var pruner = spawn();
        var status = status(pruner);
        assertThat(outcome(status)).isEqualTo(Outcome.Kind.UNCONFIRMED);
        assertThat(status.tally().lastReclaimed()).isEmpty();
        assertThat(status.lastError()).isEmpty();
    }

    @Test
    void a_host_that_is_not_docker_engine_is_refused_and_not_pruned() {
        host.reacts(Duration.ZERO, command -> new Exited(0, "{\"Client\":{\"Version\":\"4.3.1\"}}", ""));
        var pruner = spawn();
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(status(pruner).lastError().orElseThrow()).startsWith("refused: ");
        assertThat(host.startsOf(BuilderPrune.class)).isEmpty();
    }

    @Test
    void a_failed_preflight_sends_no_prune() {
        host.reacts(Duration.ZERO, command -> new Exited(127, "", "sh: 1: docker: not found"));
        var pruner = spawn();
        assertThat(status(pruner).tally().lastRun().orElseThrow().outcome().failure())
                .contains(Failure.DOCKER_MISSING);
        assertThat(host.startsOf(BuilderPrune.class)).isEmpty();
    }

    @Test
    void an_ssh_that_cannot_be_started_is_a_failure() {
        host.reacts(Duration.ZERO, command -> new NotStarted("Cannot run program \"ssh\""));
        var status = status(spawn());
        assertThat(status.tally().lastRun().orElseThrow().outcome().failure()).contains(Failure.SSH_MISSING);
        assertThat(status.lastError()).contains("ssh/subprocess error: Cannot run program \"ssh\"");
    }

    static List<Function<RemoteCommand<?>, CommandResult>> everyWayToFail() {
        return List.of(
                command -> new Exited(255, "", "ssh: connect to host h port 22: Connection refused"),
                command -> new Exited(1, "", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock."),
                command -> new Exited(0, "", ""),
                command -> new Exited(Integer.MIN_VALUE, "\0", "\uD800"),
                command -> new NotStarted("no such program"),
                command -> new Lost("broke down"),
                command -> new CutOff(Reached.NOBODY),
                command -> new CutOff(Reached.DOCKER),
                command -> {
                    throw new IllegalStateException("the runner crashes");
                });
    }

    @ParameterizedTest
    @MethodSource("everyWayToFail")
    void the_next_run_can_succeed_after_any_failure(Function<RemoteCommand<?>, CommandResult> failure) {
        host.reacts(Duration.ZERO, failure);
        var pruner = spawn();
        time.pass(TIME_LIMIT.plusSeconds(10));
        assertThat(status(pruner).state()).isEqualTo(State.IDLE);
        assertThat(status(pruner).tally().runs()).containsEntry(Outcome.Kind.SUCCEEDED, 0L);
        host.prunes("Total:\t1GB\n");
        time.pass(INTERVAL.minus(TIME_LIMIT));
        assertThat(status(pruner).tally().runs()).containsEntry(Outcome.Kind.SUCCEEDED, 1L);
        assertThat(host.startsOf(BuilderPrune.class)).contains(at(INTERVAL));
    }

    @Test
    void the_subscriber_receives_an_event_for_every_change() {
        host.takes(Duration.ofMinutes(1));
        var pruner = spawn();
        assertThat(subscriber.receiveMessage())
                .isInstanceOf(HostEvent.StateChanged.class)
                .extracting(event -> event.state().phase())
                .isEqualTo(State.IDLE);
        assertThat(subscriber.receiveMessage())
                .isInstanceOf(HostEvent.RunStarted.class)
                .extracting(event -> event.state().phase())
                .isEqualTo(State.RUNNING);
        subscriber.expectNoMessage(Duration.ZERO);
        time.pass(Duration.ofMinutes(2));
        var told = (HostEvent.RunEnded) subscriber.receiveMessage();
        assertThat(told.state()).isEqualTo(status(pruner).host());
        assertThat(told.host()).isEqualTo("build-01");
        assertThat(told.until()).contains(new Age("24h"));
        subscriber.expectNoMessage(Duration.ZERO);
    }

    @Test
    void nothing_is_published_without_a_change() {
        var pruner = spawn(settings(INTERVAL, TIME_LIMIT));
        subscriber.receiveSeveralMessages(3);
        var replies = time.kit().createTestProbe(PrunerStatus.class);
        pruner.tell(new Pruner.Resume(replies.getRef()));
        subscriber.expectNoMessage(Duration.ZERO);
        pruner.tell(new Pruner.Pause(replies.getRef()));
        pruner.tell(new Pruner.Pause(replies.getRef()));
        assertThat(subscriber.receiveMessage().state().paused()).isTrue();
        subscriber.expectNoMessage(Duration.ZERO);
    }
}
