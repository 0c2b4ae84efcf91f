package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.Diagnosis;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.Preflight;
import dev.orchestrator.buildcache.docker.PruneReport;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.docker.RemoteCommand.BuilderPrune;
import dev.orchestrator.buildcache.docker.RemoteCommand.DockerVersion;
import java.time.Duration;
import java.util.List;

/**
 * The steps of a run: from what came back so far, what is next. Whoever runs them need not know them.
 *
 * @param preflight whether the host is asked what it is before it is pruned
 * @param prune what to run
 * @param timeLimit of the whole run
 */
public record RunPlan(boolean preflight, BuilderPrune prune, Duration timeLimit) {

    /** What is next in a run. */
    public sealed interface Step {
        /** Run this command and ask again with what came of it. */
        record Send(RemoteCommand command) implements Step {}

        /** The run is over. */
        record Done(Verdict verdict) implements Step {}
    }

    /** A command of this run and what came of it. */
    public record Answer(RemoteCommand command, CommandResult result) {}

    /** @param soFar what came back in this run, oldest first; empty at its start */
    public Step next(List<Answer> soFar) {
        if (soFar.isEmpty()) {
            return new Step.Send(preflight ? new DockerVersion() : prune);
        }
        var last = soFar.get(soFar.size() - 1);
        if (last.result() instanceof Exited exited && exited.code() == 0) {
            return afterSuccess(last.command(), exited.stdout());
        }
        return new Step.Done(verdictOn(last.result()));
    }

    private Step afterSuccess(RemoteCommand command, String stdout) {
        if (command instanceof DockerVersion) {
            return Preflight.objection(stdout)
                    .<Step>map(objection -> new Step.Done(Verdict.refused(objection)))
                    .orElse(new Step.Send(prune));
        }
        return new Step.Done(PruneReport.read(stdout).map(Verdict::succeeded).orElseGet(Verdict::unconfirmed));
    }

    private Verdict verdictOn(CommandResult result) {
        if (result instanceof Exited exited) {
            return Verdict.failed(exited.code(), Diagnosis.of(exited));
        } else if (result instanceof NotStarted notStarted) {
            return Verdict.failed(Failure.SSH_MISSING, notStarted.reason());
        } else if (result instanceof Lost lost) {
            return Verdict.failed(Failure.OTHER, lost.reason());
        }
        return Verdict.cutOff(timeLimit);
    }
}
