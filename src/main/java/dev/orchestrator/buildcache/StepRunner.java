package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.Limits.Limit;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.PrunePolicy;
import dev.orchestrator.buildcache.run.RunPlan;
import dev.orchestrator.buildcache.run.Step;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes one run at a time from its first step to its outcome, within its limits: it sends the command of each step to
 * the host's {@link SshRunner}. Part of the {@link Pruner}, which passes on the replies and the limits that have passed.
 */
final class StepRunner {
    /** Time between a limit and the end of a run whose command doesn't end when asked to. */
    private static final Duration END_GRACE = Duration.ofSeconds(10);

    private static final SupervisorStrategy SSH_SUPERVISION =
            SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.1);

    /**
     * Position of a run in its plan.
     *
     * @param step current step; its command has been sent
     * @param request number of that command; a reply with any other number belongs to an abandoned command
     * @param passed the limit that has passed, so that the command was told to end
     */
    private record Position(Step step, long request, Optional<Limit> passed) {}

    private final PrunePolicy policy;
    private final Optional<ActorRef<SshRunner.Command>> ssh;
    private final ActorRef<SshRunner.Ended> replies;
    private final Limits limits;
    private final Consumer<Outcome> whenDone;

    private Optional<Position> position = Optional.empty();
    private long requests;
    private Optional<String> separateConnections = Optional.empty();
    private boolean cutOff;

    /**
     * Spawns the host's {@link SshRunner}, if there is a host, and it is enabled.
     *
     * @param runner creates the actor that runs commands on a host
     * @param replies adapter whose messages are passed to {@link #onCommandEnded}
     * @param limits the timers that call {@link #onLimit}
     * @param whenDone receives a run's outcome; must call {@link #end}
     */
    StepRunner(
            ActorContext<?> context,
            PrunerSettings settings,
            Function<SshTarget, Behavior<SshRunner.Command>> runner,
            ActorRef<SshRunner.Ended> replies,
            Limits limits,
            Consumer<Outcome> whenDone) {
        this.policy = settings.policy();
        this.ssh = settings.target()
                .filter(target -> settings.enabled())
                .map(target -> Behaviors.supervise(runner.apply(target)).onFailure(SSH_SUPERVISION))
                .map(behavior -> context.spawn(behavior, "ssh"));
        this.replies = replies;
        this.limits = limits;
        this.whenDone = whenDone;
    }

    /** Starts the time limit of a run; {@link #proceed} takes its first step. */
    void begin() {
        var first = ssh.isPresent() ? RunPlan.of(policy) : new Step.Done(Outcome.Skipped.NO_HOST);
        position = Optional.of(new Position(first, ++requests, Optional.empty()));
        cutOff = false;
        limits.start(Limit.RUN, policy.timeLimit());
    }

    /** Takes the run's current step. */
    void proceed() {
        var now = position.orElseThrow();
        if (now.step() instanceof Step.Done done) {
            whenDone.accept(done.outcome());
        } else if (now.step() instanceof Step.Send<?> send) {
            if (send.command().isReadOnly() && policy.probeTimeLimit().compareTo(policy.timeLimit()) < 0) {
                limits.start(Limit.PROBE, policy.probeTimeLimit());
            }
            tellSsh(new SshRunner.Run(now.request(), send.command(), !send.last(), replies));
        }
    }

    void onCommandEnded(SshRunner.Ended ended) {
        separateConnections = ended.noSession();
        if (position.isPresent() && position.get().request() == ended.id()) {
            goOn(ended.result());
        }
    }

    /** A result that came in spite of a limit counts; only after the limit of the run there is no time for another step. */
    private void goOn(CommandResult result) {
        var now = position.orElseThrow();
        limits.cancel(Limit.PROBE, Limit.GRACE);
        cutOff = result instanceof CutOff;
        var limit = now.passed().equals(Optional.of(Limit.PROBE)) ? policy.probeTimeLimit() : policy.timeLimit();
        var next = ((Step.Send<?>) now.step()).after(result, limit);
        if (next instanceof Step.Send && now.passed().equals(Optional.of(Limit.RUN))) {
            cutOff = true;
            next = new Step.Done(Outcome.Failed.noTimeLeft(limit));
        }
        position = Optional.of(new Position(next, ++requests, Optional.empty()));
        proceed();
    }

    /** Ends the command; if the runner doesn't reply to that either, ends the run. */
    void onLimit(Limit limit) {
        if (position.isEmpty()) {
            return;
        }
        var now = position.get();
        if (limit == Limit.GRACE) {
            goOn(new CutOff(Reached.NOT_KNOWN));
        } else if (now.passed().isEmpty()) {
            limits.start(Limit.GRACE, END_GRACE);
            position = Optional.of(new Position(now.step(), now.request(), Optional.of(limit)));
            tellSsh(new SshRunner.EndNow(now.request()));
        } else if (limit == Limit.RUN) {
            position = Optional.of(new Position(now.step(), now.request(), Optional.of(limit)));
        }
    }

    /** Whether the last run was ended by a limit. */
    boolean wasCutOff() {
        return cutOff;
    }

    /** Why each command needs its own connection, according to the last reply; empty if it doesn't. */
    Optional<String> separateConnections() {
        return separateConnections;
    }

    /** Forgets the run. Call it after the outcome has been recorded. */
    void end() {
        position = Optional.empty();
        limits.cancel(Limit.values());
        tellSsh(SshRunner.EndRun.INSTANCE);
    }

    private void tellSsh(SshRunner.Command command) {
        ssh.ifPresent(to -> to.tell(command));
    }
}
