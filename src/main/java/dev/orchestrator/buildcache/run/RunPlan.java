package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.run.Step.Done;
import dev.orchestrator.buildcache.run.Step.Send;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Optional;

/**
 * The steps of a run: check that the host runs Docker Engine, unless the policy disables that; prune; read the report.
 */
public final class RunPlan {
    private RunPlan() {}

    /** The first step of a run under this policy. */
    public static Step of(PrunePolicy policy) {
        var prune = prune(policy.prune());
        return policy.preflight()
                ? new Send<>(new DockerVersion(), answer -> afterPreflight(answer, prune), false)
                : prune;
    }

    private static Step afterPreflight(Optional<DockerVersion.Identity> answer, Step prune) {
        return answer.orElseThrow()
                .objection()
                .<Step>map(objection -> new Done(new Outcome.Refused(objection)))
                .orElse(prune);
    }

    private static Step prune(BuilderPrune prune) {
        return new Send<>(prune, RunPlan::afterPrune, true);
    }

    private static Step afterPrune(Optional<ByteSize> reclaimed) {
        return new Done(reclaimed.<Outcome>map(Outcome.Succeeded::new).orElse(new Outcome.Unconfirmed()));
    }
}
