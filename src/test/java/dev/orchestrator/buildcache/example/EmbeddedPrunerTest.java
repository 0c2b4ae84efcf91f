package dev.orchestrator.buildcache.example;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import dev.orchestrator.buildcache.EndedRuns;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.Surroundings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.PrunePolicy;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.FakeRunner;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an orchestrator tests its own tree: a real pruner, virtual time, no process and no host. */
class EmbeddedPrunerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SIX_HOURS = Duration.ofHours(6);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final PrunerSettings settings =
            PrunerSettings.of(SshTarget.to("build-01"), SIX_HOURS, PrunePolicy.olderThan(new Age("24h")));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void it_prunes_immediately_and_again_after_the_interval() {
        var events = kit.createTestProbe(HostEvent.class);
        var around = Surroundings.alone(now::get, events.ref());
        kit.spawn(Pruner.create(settings, around, FakeRunner.pruning("Total reclaimed space: 2.3GB\n")));
        time.timePasses(Duration.ofMillis(1));
        assertThat(EndedRuns.next(events, PATIENCE).outcome().kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        now.updateAndGet(then -> then.plus(SIX_HOURS));
        // It looks at the clock every minute. More time would also let pass the time limits of the run that begins.
        time.timePasses(Duration.ofMinutes(1));
        assertThat(EndedRuns.next(events, PATIENCE).outcome().reclaimed()).contains(new ByteSize(2_300_000_000L));
    }

    @Test
    void a_host_can_fail() {
        var events = kit.createTestProbe(HostEvent.class);
        var around = Surroundings.alone(now::get, events.ref());
        var noSsh = FakeRunner.answering(command -> new CommandResult.NotStarted("no such file"));
        kit.spawn(Pruner.create(settings, around, noSsh));
        time.timePasses(Duration.ofMillis(1));
        assertThat(EndedRuns.next(events, PATIENCE).outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
    }
}
