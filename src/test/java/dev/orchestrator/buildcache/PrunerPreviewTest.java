package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.PreviewReply.NotNow;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a host is asked without being pruned, and the listings of runs. */
class PrunerPreviewTest extends PrunerFixture {
    private static final String RECORD = """
            [{"CacheType":"regular","CreatedAt":"2025-12-01 00:00:00 +0000 UTC","ID":"a1","InUse":"false",\
            "LastUsedAt":"2025-12-01 00:00:00 +0000 UTC","Parent":"","Shared":"false","Size":"3MB","UsageCount":"1"}]""";

    private CommandResult answer(RemoteCommand<?> command) {
        if (command instanceof DockerVersion) {
            return new Exited(0, FakeHost.DOCKER_ENGINE, "");
        } else if (command instanceof EngineTime) {
            return new Exited(0, time.instant() + "\n", "");
        }
        return new Exited(0, command instanceof ListCache ? RECORD : "Total:\t3MB\n", "");
    }

    @Test
    void a_preview_asks_the_host_and_prunes_nothing() {
        host.reacts(Duration.ZERO, this::answer);
        var pruner = spawn(settings(INTERVAL, TIME_LIMIT));
        time.pass(MOMENT);
        long prunes = host.startsOf(BuilderPrune.class).size();
        var reply = (PreviewReply.Ready) preview(pruner).receiveMessage();
        assertThat(reply.preview().takes().records()).isEqualTo(1);
        assertThat(host.startsOf(BuilderPrune.class)).hasSize((int) prunes);
        assertThat(status(pruner).state()).isEqualTo(State.IDLE);
    }

    @Test
    void a_preview_of_a_host_that_is_no_docker_engine_says_so() {
        host.reacts(Duration.ZERO, command -> new Exited(0, "{\"Client\":{}}", ""));
        var pruner = spawn();
        time.pass(MOMENT);
        assertThat(((PreviewReply.NotPossible) preview(pruner).receiveMessage())
                        .outcome()
                        .kind())
                .isEqualTo(Outcome.Kind.REFUSED);
    }

    @Test
    void there_is_none_during_a_run_or_another_preview_and_a_paused_host_has_one() {
        host.reacts(Duration.ofSeconds(5), this::answer);
        var pruner = spawn();
        time.pass(MOMENT);
        preview(pruner).expectMessage(NotNow.RUNNING);
        time.pass(Duration.ofMinutes(1));
        pruner.tell(new Pruner.Pause(time.kit().system().ignoreRef()));
        var first = preview(pruner);
        preview(pruner).expectMessage(NotNow.PREVIEWING);
        time.pass(Duration.ofMinutes(1));
        first.expectMessageClass(PreviewReply.Ready.class);
    }

    @Test
    void a_run_that_begins_takes_precedence() {
        host.reacts(Duration.ofSeconds(5), this::answer);
        var pruner = spawn();
        time.pass(Duration.ofMinutes(1));
        var replies = preview(pruner);
        time.pass(Duration.ofSeconds(7));
        pruner.tell(new Pruner.RunNow(time.kit().system().ignoreRef()));
        replies.expectMessage(NotNow.RUNNING);
        time.pass(Duration.ofMinutes(1));
        assertThat(status(pruner).tally().runs().get(Outcome.Kind.SUCCEEDED)).isEqualTo(2);
        assertThat(host.mostAtOnce).isLessThanOrEqualTo(2);
    }

    @Test
    void it_is_answered_in_time_whatever_the_host_does() {
        var pruner = spawn();
        time.pass(MOMENT);
        host.isSilent();
        var replies = preview(pruner);
        time.pass(PreviewReply.LATEST.minusMillis(1));
        replies.expectNoMessage(Duration.ZERO);
        time.pass(MOMENT);
        replies.expectMessageClass(PreviewReply.NotPossible.class);
        assertThat(status(pruner).state()).isEqualTo(State.IDLE);
    }

    @Test
    void a_disabled_host_has_none() {
        preview(spawn(HostBuilder.at(target()).disabled().settings())).expectMessage(NotNow.DISABLED);
    }

    @Test
    void a_listing_waits_for_its_permit_and_gives_it_back() {
        host.reacts(Duration.ZERO, this::answer);
        var permits = time.kit().createTestProbe(Permit.Command.class);
        var pruner = spawn(permits);
        time.pass(MOMENT);
        var acquire = permits.expectMessageClass(Permit.Acquire.class);
        assertThat(host.startsOf(ListCache.class)).isEmpty();
        acquire.replyTo().tell(new Permit.Granted(acquire.request()));
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
        permits.expectMessageClass(Permit.Release.class);
        permits.expectNoMessage(Duration.ZERO);
    }

    @Test
    void a_run_whose_turn_to_list_does_not_come_prunes_all_the_same() {
        host.reacts(Duration.ZERO, this::answer);
        var permits = time.kit().createTestProbe(Permit.Command.class);
        var pruner = spawn(permits);
        time.pass(Duration.ofMinutes(1));
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
        var run = status(pruner).tally().lastRun().orElseThrow();
        assertThat(run.remains().orElseThrow().text()).contains("the listings of other hosts took all the time");
        assertThat(run.rungs()).hasSize(1);
        assertThat(host.startsOf(ListCache.class)).isEmpty();
        permits.expectMessageClass(Permit.Acquire.class);
        permits.expectMessageClass(Permit.Release.class);
    }

    private ActorRef<Pruner.Command> spawn(TestProbe<Permit.Command> permits) {
        var around = new Surroundings(
                time, subscriber.getRef(), Optional.empty(), Optional.of(permits.ref()), Duration.ZERO, () -> 0);
        var settings = HostBuilder.at(target())
                .every(INTERVAL)
                .completesChains()
                .probeTimeLimit(Duration.ofSeconds(60))
                .settings();
        return time.kit().spawn(Pruner.create(settings, around, host::runner));
    }

    private TestProbe<PreviewReply> preview(ActorRef<Pruner.Command> pruner) {
        var probe = time.kit().createTestProbe(PreviewReply.class);
        pruner.tell(new Pruner.GetPreview(Optional.of(new Age("24h")), probe.getRef()));
        return probe;
    }
}
