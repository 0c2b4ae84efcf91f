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
    /** How long after the time limit a run whose command does not end is given up. */
    private static final Duration END_GRACE = Duration.ofSeconds(10);

    private static final SupervisorStrategy SSH_SUPERVISION =
            SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.1);

    /**
     * Where a run is.
     *
     * @param step whose command has been sent
     * @param request the number of that command; a reply with any other belongs to one that was given up
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
     * @param runner what runs the commands on a host
     * @param replies receives what is to be passed to {@link #onCommandEnded}
     * @param timer starts the one timer after which {@link #onTimeLimit} is to be called
     * @param whenDone is called with a run's outcome; it is to call {@link #end}
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

    /** The first time the command is ended; if that has brought no reply by the second, the run is over without one. */
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

    /** Why each command needs a connection of its own, as of the last reply; empty if that isn't so. */
    Optional<String> separateConnections() {
        return separateConnections;
    }

    /** To be called when the run is over, once its outcome is recorded. */
    void end() {
        position = Optional.empty();
        tellSsh(SshRunner.EndRun.INSTANCE);
    }

    private void tellSsh(SshRunner.Command command) {
        ssh.ifPresent(to -> to.tell(command));
    }
}
