package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.Targets;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrunerTest {
    private static final Duration INTERVAL = Duration.ofHours(6);
    private static final Duration TIME_LIMIT = Duration.ofMinutes(10);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final VirtualTime time = new VirtualTime();
    private final FakeHost host = new FakeHost(time);
    private final TestProbe<HostEvent> listener = time.kit().createTestProbe(HostEvent.class);

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void the_first_run_starts_at_once() {
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
    void an_interval_of_years_is_waited_for_in_days() {
        spawn(settings(Duration.ofDays(700), TIME_LIMIT));
        time.pass(Duration.ofDays(1500));
        assertThat(host.startsOf(BuilderPrune.class))
                .containsExactly(VirtualTime.START, at(Duration.ofDays(700)), at(Duration.ofDays(1400)));
    }

    @Test
    void a_tick_that_comes_a_hair_early_loses_no_interval() {
        spawn();
        time.pass(MOMENT);
        time.setClockBy(Duration.ofMillis(-5));
        time.pass(INTERVAL.plusMillis(10));
        assertThat(host.startsOf(BuilderPrune.class)).containsExactly(VirtualTime.START, at(INTERVAL));
    }

    @Test
    void a_clock_set_back_means_one_run_and_then_the_interval_again() {
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
    void a_clock_set_back_in_mid_run_does_not_make_the_next_run_come_at_once() {
        host.takes(Duration.ofMinutes(1));
        var pruner = spawn();
        time.pass(MOMENT);
        time.setClockBy(Duration.ofDays(-30));
        time.pass(Duration.ofHours(5));
        assertThat(host.startsOf(DockerVersion.class)).hasSize(1);
        assertThat(status(pruner).tally().lastRun().orElseThrow().duration()).isZero();
    }

    @Test
    void disabled_it_runs_nothing_and_still_answers() {
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

    @Test
    void without_a_host_the_run_is_skipped_and_says_why() {
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
    void without_preflight_the_prune_is_sent_at_once() {
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
    void an_end_without_a_report_is_unconfirmed_and_no_error() {
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

    @Test
    void a_run_over_its_time_limit_is_ended_and_unknown() {
        host.takes(TIME_LIMIT.dividedBy(2).plusSeconds(1));
        var pruner = spawn();
        time.pass(TIME_LIMIT.minusMillis(1));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        assertThat(status(pruner).nextRun()).contains(at(INTERVAL));
        time.pass(MOMENT);
        assertThat(host.endedEarly).isEqualTo(1);
        assertThat(status(pruner).state()).isEqualTo(State.IDLE);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(status(pruner).lastError()).contains("timeout after 600s");
        assertThat(status(pruner).tally().lastRun().orElseThrow().duration()).isEqualTo(TIME_LIMIT);
    }

    @Test
    void a_time_limit_in_the_preflight_sends_no_prune_even_if_the_answer_still_comes() {
        host.reacts(FakeHost.NEVER, command -> new Exited(0, "", ""));
        host.answersEndNowWith(new Exited(0, FakeHost.DOCKER_ENGINE, ""));
        var pruner = spawn();
        time.pass(TIME_LIMIT);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(host.startsOf(BuilderPrune.class)).isEmpty();
    }

    @Test
    void a_report_that_comes_with_the_time_limit_still_counts() {
        host.reacts(FakeHost.NEVER, command -> new Exited(0, "", ""));
        host.answersEndNowWith(new Exited(0, "Total:\t1GB\n", ""));
        var pruner = spawn(HostBuilder.at(target())
                .every(INTERVAL)
                .timeLimit(TIME_LIMIT)
                .withoutPreflight()
                .settings());
        time.pass(TIME_LIMIT);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void a_run_that_nobody_answers_for_is_given_up_after_a_grace() {
        host.isSilent();
        var pruner = spawn();
        time.pass(TIME_LIMIT.plusSeconds(9));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        time.pass(Duration.ofSeconds(1));
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.UNKNOWN);
        host.prunes("Total:\t1GB\n");
        time.pass(INTERVAL);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void an_answer_to_an_earlier_run_is_ignored() {
        host.isSilent();
        var pruner = spawn();
        time.pass(TIME_LIMIT.plusSeconds(10));
        host.takes(Duration.ofMinutes(1));
        time.pass(INTERVAL.minus(TIME_LIMIT));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        host.answerFirst(new Exited(1, "", "late"));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        assertThat(status(pruner).tally().runs()).containsEntry(Outcome.Kind.FAILED, 0L);
    }

    static List<Function<RemoteCommand<?>, CommandResult>> everyWayToFail() {
        return List.of(
                command -> new Exited(255, "", "ssh: connect to host h port 22: Connection refused"),
                command -> new Exited(1, "", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock."),
                command -> new Exited(0, "", ""),
                command -> new Exited(Integer.MIN_VALUE, "\0", "\uD800"),
                command -> new NotStarted("no such program"),
                command -> new Lost("broke down"),
                command -> new CutOff(),
                command -> {
                    throw new IllegalStateException("the runner crashes");
                });
    }

    @ParameterizedTest
    @MethodSource("everyWayToFail")
    void the_next_run_succeeds_after_every_way_to_fail(Function<RemoteCommand<?>, CommandResult> failure) {
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
    void the_subscriber_is_told_of_every_change() {
        host.takes(Duration.ofMinutes(1));
        var pruner = spawn();
        assertThat(listener.receiveMessage())
                .isInstanceOf(HostEvent.StateChanged.class)
                .extracting(event -> event.state().phase())
                .isEqualTo(State.IDLE);
        assertThat(listener.receiveMessage())
                .isInstanceOf(HostEvent.RunStarted.class)
                .extracting(event -> event.state().phase())
                .isEqualTo(State.RUNNING);
        listener.expectNoMessage(Duration.ZERO);
        time.pass(Duration.ofMinutes(2));
        var told = (HostEvent.RunEnded) listener.receiveMessage();
        assertThat(told.state()).isEqualTo(status(pruner).host());
        assertThat(told.host()).isEqualTo("build-01");
        assertThat(told.until()).contains(new Age("24h"));
        listener.expectNoMessage(Duration.ZERO);
    }

    @Test
    void what_is_no_change_is_not_told() {
        var pruner = spawn(settings(INTERVAL, TIME_LIMIT));
        listener.receiveSeveralMessages(3);
        var replies = time.kit().createTestProbe(PrunerStatus.class);
        pruner.tell(new Pruner.Resume(replies.getRef()));
        listener.expectNoMessage(Duration.ZERO);
        pruner.tell(new Pruner.Pause(replies.getRef()));
        pruner.tell(new Pruner.Pause(replies.getRef()));
        assertThat(listener.receiveMessage().state().paused()).isTrue();
        listener.expectNoMessage(Duration.ZERO);
    }

    @Test
    void a_tick_that_breaks_is_followed_by_another() {
        var asked = new AtomicInteger();
        InstantSource broken = () -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("no clock");
            }
            return time.instant();
        };
        var pruner = time.kit()
                .spawn(Pruner.create(
                        settings(INTERVAL, TIME_LIMIT), Surroundings.alone(broken, listener.getRef()), host::runner));
        assertThat(host.received).isEmpty();
        time.pass(Duration.ofMinutes(1));
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    private ActorRef<Pruner.Command> spawn() {
        return spawn(settings(INTERVAL, TIME_LIMIT));
    }

    private ActorRef<Pruner.Command> spawn(PrunerSettings settings) {
        return time.kit().spawn(Pruner.create(settings, Surroundings.alone(time, listener.getRef()), host::runner));
    }

    private PrunerStatus status(ActorRef<Pruner.Command> pruner) {
        var probe = time.kit().createTestProbe(PrunerStatus.class);
        pruner.tell(new Pruner.GetStatus(probe.getRef()));
        return probe.receiveMessage();
    }

    private static Outcome.Kind outcome(PrunerStatus status) {
        return status.tally().lastRun().orElseThrow().outcome().kind();
    }

    private static Instant at(Duration sinceStart) {
        return VirtualTime.START.plus(sinceStart);
    }

    private static PrunerSettings settings(Duration interval, Duration timeLimit) {
        return HostBuilder.at(target()).every(interval).timeLimit(timeLimit).settings();
    }

    private static BuilderPrune prune() {
        return new BuilderPrune(Optional.of(new Age("24h")), false);
    }

    private static SshTarget target() {
        return Targets.to("build-01");
    }
}
