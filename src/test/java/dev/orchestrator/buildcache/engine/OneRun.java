package dev.orchestrator.buildcache.engine;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.EndedRuns;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.Outcome;
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
        var settings = HostBuilder.at(target)
                .every(Duration.ofDays(1))
                .prune(prune)
                .timeLimit(TIME_LIMIT)
                .preflight(preflight)
                .settings();
        var ended = actors.createTestProbe(HostEvent.class);
        var pruner = actors.spawn(Pruner.create(settings, InstantSource.system(), ended.ref()));
        try {
            return EndedRuns.next(ended, TIME_LIMIT.plusSeconds(30)).outcome();
        } finally {
            actors.stop(pruner);
        }
    }
}
