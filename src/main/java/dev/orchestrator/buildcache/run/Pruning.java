package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.PruneReport;
import dev.orchestrator.buildcache.run.Step.Done;
import dev.orchestrator.buildcache.run.Step.Send;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The first prune of a run, the one by age: its end is the outcome of the run, whatever follows.
 *
 * @param prune to send
 * @param bannerReports how many report lines the login printed before the answer to the preflight
 * @param remains what is said of the cache if the prune is the last step
 */
record Pruning(BuilderPrune prune, int bannerReports, Optional<Remains> remains) {

    /** As the last step of a run. */
    Step asLast() {
        return send((reclaimed, removed) -> end(reclaimed, remains), true);
    }

    /**
     * @param then returns the next step, given the bytes that Docker reported and the ids that it printed as removed
     * @param last whether no other command can follow
     */
    Send<PruneReport> send(BiFunction<ByteSize, Set<String>, Step> then, boolean last) {
        return new Send<>(prune, report -> afterPrune(report, then), last)
                .or((result, timing) ->
                        Optional.of(failed(result, FailedCommand.outcome(prune, result, timing.limit()))));
    }

    private Step afterPrune(Optional<PruneReport> report, BiFunction<ByteSize, Set<String>, Step> then) {
        return report.flatMap(r -> r.after(bannerReports))
                .map(bytes -> then.apply(bytes, report.orElseThrow().removed()))
                .orElseGet(() -> ended(new Outcome.Unconfirmed(), remains));
    }

    private Done failed(CommandResult result, Outcome outcome) {
        return wasSent(result) ? ended(outcome, Optional.empty()) : new Done(outcome);
    }

    /** The run ends after it. */
    Done end(ByteSize reclaimed, Optional<Remains> left) {
        return ended(new Outcome.Succeeded(reclaimed), left);
    }

    private Done ended(Outcome outcome, Optional<Remains> left) {
        return new Done(outcome, List.of(rung(outcome)), left, false);
    }

    /** It as a rung. */
    Rung rung(Outcome outcome) {
        return new Rung(new Rung.By.Until(prune.until()), outcome);
    }

    /** Whether a command that ended like this may have reached the host. */
    static boolean wasSent(CommandResult result) {
        if (result instanceof Exited exited) {
            return !exited.isPerhapsOfSsh();
        } else if (result instanceof CutOff cutOff) {
            return cutOff.reached() != Reached.NOBODY;
        }
        return result instanceof Lost;
    }
}
