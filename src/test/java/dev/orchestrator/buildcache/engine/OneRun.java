package dev.orchestrator.buildcache.engine;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.EndedRuns;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.PreviewReply;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.Surroundings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Preview;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** One run of the real {@link Pruner} with the real ssh client, from its first tick to its outcome. */
final class OneRun {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(1);

    private OneRun() {}

    static BuilderPrune olderThan(String age) {
        return BuilderPrune.olderThan(new Age(age));
    }

    static BuilderPrune allOlderThan(String age) {
        return new BuilderPrune(Optional.of(new Age(age)), true);
    }

    static Outcome of(BuilderPrune prune, SshTarget target, ActorTestKit actors) {
        return of(prune, true, target, actors);
    }

    static Outcome of(BuilderPrune prune, boolean preflight, SshTarget target, ActorTestKit actors) {
        return of(host(prune, target).preflight(preflight), actors).outcome();
    }

    /** One that completes chains. */
    static Run completing(BuilderPrune prune, SshTarget target, ActorTestKit actors) {
        return of(host(prune, target).completesChains(), actors);
    }

    /** What one that completes chains would take. */
    static Preview preview(BuilderPrune prune, SshTarget target, ActorTestKit actors) {
        var settings = host(prune, target).completesChains().settings();
        var events = actors.createTestProbe(HostEvent.class);
        var around = Surroundings.alone(InstantSource.system(), events.ref());
        var later =
                new Surroundings(around.clock(), events.ref(), Optional.empty(), TIME_LIMIT.multipliedBy(10), () -> 0);
        var pruner = actors.spawn(Pruner.create(settings, later));
        try {
            var replies = actors.createTestProbe(PreviewReply.class);
            pruner.tell(new Pruner.GetPreview(prune.until(), replies.ref()));
            return ((PreviewReply.Ready) replies.receiveMessage(TIME_LIMIT)).preview();
        } finally {
            actors.stop(pruner);
        }
    }

    private static HostBuilder host(BuilderPrune prune, SshTarget target) {
        return HostBuilder.at(target).every(Duration.ofDays(1)).prune(prune).timeLimit(TIME_LIMIT);
    }

    private static Run of(HostBuilder host, ActorTestKit actors) {
        var ended = actors.createTestProbe(HostEvent.class);
        var pruner = actors.spawn(Pruner.create(host.settings(), InstantSource.system(), ended.ref()));
        try {
            return EndedRuns.next(ended, TIME_LIMIT.plusSeconds(30));
        } finally {
            actors.stop(pruner);
        }
    }
}
