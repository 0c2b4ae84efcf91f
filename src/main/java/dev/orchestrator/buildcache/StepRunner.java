package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
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
 * Takes one run at a time from its first step to its outcome, within a time limit: it sends the command of each step to
 * the host's {@link SshRunner}. Part of the {@link Pruner}, which passes on the replies and the time limit.
 */
final class StepRunner {
    /** Time between the time limit and the end of a run whose command doesn't end when asked to. */
    private static final Duration END_GRACE = Duration.ofSeconds(10);

    private static final SupervisorStrategy SSH_SUPERVISION =
            SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.1);

    /**
     * Position of a run in its plan.
     *
     * @param step current step; its command has been sent
     * @param request number of that command; a reply with any other number belongs to an abandoned command
     * @param timeIsUp whether the time limit has passed; then no further command is sent
     */
    private record Position(Step step, long request, boolean timeIsUp) {}

    private final PrunePolicy policy;
    private final Optional<ActorRef<SshRunner.Command>> ssh;
    private final ActorRef<SshRunner.Ended> replies;
    private final Consumer<Duration> timer;
    private final Consumer<Outcome> whenDone;

    private Optional<Position> position = Optional.empty();
    private long requests;
    private Optional<String> separateConnections = Optional.empty();

    /**
     * Spawns the host's {@link SshRunner}, if there is a host, and it is enabled.
     *
     * @param runner creates the actor that runs commands on a host
     * @param replies adapter whose messages are passed to {@link #onCommandEnded}
     * @param timer starts the timer that calls {@link #onTimeLimit}, replacing an earlier one
     * @param whenDone receives a run's outcome; must call {@link #end}
     */
    StepRunner(
            ActorContext<?> context,
            PrunerSettings settings,
            Function<SshTarget, Behavior<SshRunner.Command>> runner,
            ActorRef<SshRunner.Ended> replies,
            Consumer<Duration> timer,
            Consumer<Outcome> whenDone) {
        this.policy = settings.policy();
        this.ssh = settings.target()
                .filter(target -> settings.enabled())
                .map(target -> Behaviors.supervise(runner.apply(target)).onFailure(SSH_SUPERVISION))
                .map(behavior -> context.spawn(behavior, "ssh"));
        this.replies = replies;
        this.timer = timer;
        this.whenDone = whenDone;
    }

    /** Starts the time limit of a run; {@link #proceed} takes its first step. */
    void begin() {
        var first = ssh.isPresent() ? RunPlan.of(policy) : new Step.Done(Outcome.Skipped.NO_HOST);
        position = Optional.of(new Position(first, ++requests, false));
        timer.accept(policy.timeLimit());
    }

    /** Takes the run's current step. */
    void proceed() {
        var now = position.orElseThrow();
        if (now.step() instanceof Step.Done done) {
            whenDone.accept(done.outcome());
        } else if (now.timeIsUp()) {
            whenDone.accept(Outcome.Unknown.timeout(policy.timeLimit()));
        } else if (now.step() instanceof Step.Send<?> send) {
            tellSsh(new SshRunner.Run(now.request(), send.command(), !send.last(), replies));
        }
    }

    void onCommandEnded(SshRunner.Ended ended) {
        separateConnections = ended.noSession();
        if (position.isPresent()
                && position.get().request() == ended.id()
                && position.get().step() instanceof Step.Send<?> send) {
            var next = send.after(ended.result(), policy.timeLimit());
            position = Optional.of(new Position(next, ++requests, position.get().timeIsUp()));
            proceed();
        }
    }

    /** First call: ends the command. Second call: ends the run, because the runner has not replied in the meantime. */
    void onTimeLimit() {
        if (position.isEmpty()) {
            return;
        }
        var now = position.get();
        if (now.timeIsUp()) {
            whenDone.accept(Outcome.Unknown.timeout(policy.timeLimit()));
        } else {
            timer.accept(END_GRACE);
            position = Optional.of(new Position(now.step(), now.request(), true));
            tellSsh(new SshRunner.EndNow(now.request()));
        }
    }

    /** Why each command needs its own connection, according to the last reply; empty if it doesn't. */
    Optional<String> separateConnections() {
        return separateConnections;
    }

    /** Forgets the run. Call it after the outcome has been recorded. */
    void end() {
        position = Optional.empty();
        tellSsh(SshRunner.EndRun.INSTANCE);
    }

    private void tellSsh(SshRunner.Command command) {
        ssh.ifPresent(to -> to.tell(command));
    }
}
