package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.cache.CacheListing;
import dev.orchestrator.buildcache.cache.Closure;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.ContextInspect;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.Endpoint;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.run.Step.Done;
import dev.orchestrator.buildcache.run.Step.Previewed;
import dev.orchestrator.buildcache.run.Step.Send;
import java.time.Instant;
import java.util.Optional;

/**
 * The steps of a run: check that the host runs Docker Engine, and where its docker could reach another machine's, that it
 * doesn't, unless the policy disables that; prune; read the report. A preview has the same beginning, and prunes nothing.
 */
public final class RunPlan {
    /** What comes after the check. */
    private interface Next {
        /**
         * @param prune in the context that was checked
         * @param bannerReports how many report lines the login printed before the answer to the preflight
         */
        Step after(BuilderPrune prune, int bannerReports);
    }

    private final Next next;

    private RunPlan(Next next) {
        this.next = next;
    }

    /**
     * The first step of a run under this policy.
     *
     * @param mayName whether the host's engine is trusted to remove just the records that are named, see {@link
     *     Done#idsIgnored}
     */
    public static Step of(PrunePolicy policy, boolean mayName) {
        return new RunPlan((prune, bannerReports) ->
                        policy.completeChains() && prune.until().isPresent()
                                ? new ChainPlan(prune, bannerReports, mayName).begin()
                                : new Pruning(prune, bannerReports, Optional.empty()).asLast())
                .begin(policy);
    }

    /** The first step of a preview of a run under this policy, but with this age; empty for none. */
    public static Step preview(PrunePolicy policy, Optional<Age> until) {
        return new RunPlan((prune, bannerReports) -> look(prune, until, policy.completeChains())).begin(policy);
    }

    private Step begin(PrunePolicy policy) {
        var prune = policy.prune();
        return policy.preflight()
                ? new Send<>(
                        new DockerVersion(prune.context()), answer -> afterVersion(answer.orElseThrow(), prune), false)
                : next.after(prune, 0);
    }

    private Step afterVersion(DockerVersion.Identity host, BuilderPrune prune) {
        return host.objection()
                .map(RunPlan::refused)
                .or(() -> host.openQuestion().map(question -> ask(question, prune, host.bannerReports())))
                .orElseGet(() -> next.after(prune, host.bannerReports()));
    }

    private Step ask(ContextInspect question, BuilderPrune prune, int bannerReports) {
        return new Send<>(question, answer -> afterInspect(question, answer, prune, bannerReports), false)
                .or((result, timing) -> question.isRequired() || !isOfHost(result)
                        ? Optional.empty()
                        : Optional.of(afterInspect(question, Optional.empty(), prune, bannerReports)));
    }

    private static boolean isOfHost(CommandResult result) {
        return result instanceof CommandResult.Exited exited && !exited.isPerhapsOfSsh();
    }

    /** A context that was asked about by name is named from here on: another could be chosen on the host at any time. */
    private Step afterInspect(
            ContextInspect question, Optional<Endpoint> answer, BuilderPrune prune, int bannerReports) {
        return question.objection(answer)
                .map(RunPlan::refused)
                .orElseGet(() -> next.after(prune.in(question.context()), bannerReports));
    }

    private static Step refused(String objection) {
        return new Done(new Outcome.Refused(objection));
    }

    private static Step look(BuilderPrune prune, Optional<Age> until, boolean completeChains) {
        return new Send<>(
                new EngineTime(prune.context()),
                (Optional<Instant> time) -> time.map(now -> list(prune, until, completeChains, now))
                        .orElseGet(() -> unreadable("docker info told no time")),
                false);
    }

    private static Step list(BuilderPrune prune, Optional<Age> until, boolean completeChains, Instant now) {
        var cutoff = until.map(age -> now.minus(age.duration())).orElse(now);
        return new Send<>(
                        new ListCache(prune.context()),
                        (Optional<CacheListing> listed) -> listed.<Step>map(listing -> new Previewed(Preview.of(
                                        until, prune.all(), new Closure(listing, cutoff, prune.all()), completeChains)))
                                .orElseGet(() -> unreadable("the listing of its build cache can't be read")),
                        true)
                .heavy(true);
    }

    private static Step unreadable(String reason) {
        return new Done(new Outcome.Failed(Failure.OTHER, Optional.of(0), reason));
    }
}
