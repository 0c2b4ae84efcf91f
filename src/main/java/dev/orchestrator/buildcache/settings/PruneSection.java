package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.DockerContext;
import dev.orchestrator.buildcache.run.PrunePolicy;

/** What a run may do to a host: {@code until}, {@code all}, {@code docker-context}, {@code timeout}, {@code
 * probe-timeout}, {@code preflight} and {@code complete-chains}. */
final class PruneSection {
    private PruneSection() {}

    static PrunePolicy read(SettingsReader read) {
        var until = read.setting("until").optional(Age.ALLOWED, Age::new);
        boolean all = read.setting("all").flag();
        if (all && until.isEmpty()) {
            read.problem("all", "true requires an age in until, otherwise the prune would be unbounded");
            all = false;
        }
        var timeLimit = read.setting("timeout").duration(PrunePolicy.MIN_TIME_LIMIT, PrunePolicy.MAX_TIME_LIMIT);
        var probeTimeLimit =
                read.setting("probe-timeout").duration(PrunePolicy.MIN_TIME_LIMIT, PrunePolicy.MAX_TIME_LIMIT);
        boolean preflight = read.setting("preflight").flag();
        var context = read.setting("docker-context").optional(DockerContext.ALLOWED, DockerContext::new);
        boolean completeChains = read.setting("complete-chains").flag();
        return new PrunePolicy(
                new BuilderPrune(until, all, context), preflight, completeChains, timeLimit, probeTimeLimit);
    }
}
