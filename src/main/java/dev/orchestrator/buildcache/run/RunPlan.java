package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.ContextInspect;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.Endpoint;
import dev.orchestrator.buildcache.run.Step.Done;
import dev.orchestrator.buildcache.run.Step.Send;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Optional;

/**
 * The steps of a run: check that the host runs Docker Engine, and where its docker could reach another machine's, that it
 * doesn't, unless the policy disables that; prune; read the report.
 */
public final class RunPlan {
    private RunPlan() {}

    /** The first step of a run under this policy. */
    public static Step of(PrunePolicy policy) {
        var prune = policy.prune();
        return policy.preflight()
                ? new Send<>(
                        new DockerVersion(prune.context()), answer -> afterVersion(answer.orElseThrow(), prune), false)
                : prune(prune, 0);
    }

    private static Step afterVersion(DockerVersion.Identity host, BuilderPrune prune) {
        return host.objection()
                .map(RunPlan::refused)
                .or(() -> host.openQuestion().map(question -> ask(question, prune, host.bannerReports())))
                .orElseGet(() -> prune(prune, host.bannerReports()));
    }

    private static Step ask(ContextInspect question, BuilderPrune prune, int bannerReports) {
        return new Send<>(
                question,
                answer -> afterInspect(question, answer, prune, bannerReports),
                false,
                !question.isRequired());
    }

    /** A context that was asked about by name is named from here on: another could be chosen on the host at any time. */
    private static Step afterInspect(
            ContextInspect question, Optional<Endpoint> answer, BuilderPrune prune, int bannerReports) {
        return question.objection(answer)
                .map(RunPlan::refused)
                .orElseGet(() -> prune(prune.in(question.context()), bannerReports));
    }

    private static Step refused(String objection) {
        return new Done(new Outcome.Refused(objection));
    }

    /** @param bannerReports how many report lines the login printed before the answer to the preflight */
    private static Step prune(BuilderPrune prune, int bannerReports) {
        return new Send<>(prune, report -> afterPrune(report.flatMap(r -> r.after(bannerReports))), true);
    }

    private static Step afterPrune(Optional<ByteSize> reclaimed) {
        return new Done(reclaimed.<Outcome>map(Outcome.Succeeded::new).orElse(new Outcome.Unconfirmed()));
    }
}
