package dev.orchestrator.buildcache.engine;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.EndedRuns;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.RemoteCommand.BuilderPrune;
import dev.orchestrator.buildcache.run.Verdict;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** One run of the real {@link Pruner} with the real ssh client, from its first tick to its outcome. */
final class OneRun {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(1);

    private OneRun() {}

    static BuilderPrune olderThan(String age) {
        return new BuilderPrune(Optional.of(new Age(age)), false);
    }

    static BuilderPrune allOlderThan(String age) {
        return new BuilderPrune(Optional.of(new Age(age)), true);
    }

    static Verdict of(BuilderPrune prune, SshTarget target, ActorTestKit actors) {
        return of(prune, true, target, actors);
    }

    static Verdict of(BuilderPrune prune, boolean preflight, SshTarget target, ActorTestKit actors) {
        var settings = new PrunerSettings(true, Duration.ofDays(1), prune, TIME_LIMIT, preflight, Optional.of(target));
        var ended = actors.createTestProbe(Pruner.Changed.class);
        var pruner = actors.spawn(Pruner.create(settings, InstantSource.system(), ended.ref()));
        try {
            return EndedRuns.next(ended, TIME_LIMIT.plusSeconds(30)).verdict();
        } finally {
            actors.stop(pruner);
        }
    }
}
