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
        return policy.preflight()
                ? new Send<>(new DockerVersion(), answer -> afterPreflight(answer.orElseThrow(), policy.prune()), false)
                : prune(policy.prune(), 0);
    }

    private static Step afterPreflight(DockerVersion.Identity host, BuilderPrune prune) {
        return host.objection()
                .<Step>map(objection -> new Done(new Outcome.Refused(objection)))
                .orElseGet(() -> prune(prune, host.bannerReports()));
    }

    /** @param bannerReports how many report lines the login printed before the answer to the preflight */
    private static Step prune(BuilderPrune prune, int bannerReports) {
        return new Send<>(prune, report -> afterPrune(report.flatMap(r -> r.after(bannerReports))), true);
    }

    private static Step afterPrune(Optional<ByteSize> reclaimed) {
        return new Done(reclaimed.<Outcome>map(Outcome.Succeeded::new).orElse(new Outcome.Unconfirmed()));
    }
}
