package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.Limits.Limit;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.PrunePolicy;
import dev.orchestrator.buildcache.run.RunPlan;
import dev.orchestrator.buildcache.run.Step;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes one run or preview at a time from its first step to its end, within its limits: it sends the command of each step to
 * the host's {@link SshRunner}. Part of the {@link Pruner}, which passes on the replies and the limits that have passed.
 */
final class StepRunner {
    /** Time between a limit and the end of a run whose command doesn't end when asked to. */
    static final Duration END_GRACE = Duration.ofSeconds(10);

    /** People wait for a preview, over a connection on which nothing moves meanwhile. */
    static final Duration PREVIEW_LIMIT = Duration.ofSeconds(45);

    private static final SupervisorStrategy SSH_SUPERVISION =
            SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.1);

    /**
     * Position in a plan.
     *
     * @param step current step
     * @param request number of its command; a reply with any other number belongs to an abandoned command
     * @param since when the step began
     * @param sent the command of the step; empty if it waits for a permit
     * @param passed the limit that has passed, so that the command was told to end
     */
    private record Position(
            Step step, long request, Instant since, Optional<Step.Sent<?>> sent, Optional<Limit> passed) {
        Position with(Step.Sent<?> command) {
            return new Position(step, request, since, Optional.of(command), passed);
        }

        Position with(Limit limit) {
            return new Position(step, request, since, sent, Optional.of(limit));
        }
    }

    private final boolean enabled;
    private final PrunePolicy policy;
    private final InstantSource clock;
    private final Optional<ActorRef<SshRunner.Command>> ssh;
    private final ActorRef<SshRunner.Ended> replies;
    private final ListingPermit listingPermit;
    private final Limits limits;
    private final Consumer<Step.Done> whenDone;

    private Optional<Position> position = Optional.empty();
    private Optional<ActorRef<PreviewReply>> preview = Optional.empty();
    private Instant begun = Instant.EPOCH;
    private Duration total = Duration.ZERO;
    private long requests;
    private Optional<String> separateConnections = Optional.empty();
    private boolean cutOff;
    private boolean mayName = true;

    /**
     * Spawns the host's {@link SshRunner}, if there is a host, and it is enabled.
     *
     * @param runner creates the actor that runs commands on a host
     * @param replies adapter whose messages are passed to {@link #onCommandEnded}
     * @param listingPermit whose grants are passed to {@link #onListingPermit}
     * @param limits the timers that call {@link #onLimit}
     * @param whenDone receives the end of a run; must call {@link #end}
     */
    StepRunner(
            ActorContext<?> context,
            PrunerSettings settings,
            InstantSource clock,
            Function<SshTarget, Behavior<SshRunner.Command>> runner,
            ActorRef<SshRunner.Ended> replies,
            ListingPermit listingPermit,
            Limits limits,
            Consumer<Step.Done> whenDone) {
        this.enabled = settings.enabled();
        this.policy = settings.policy();
        this.clock = clock;
        this.ssh = settings.target()
                .filter(target -> settings.enabled())
                .map(target -> Behaviors.supervise(runner.apply(target)).onFailure(SSH_SUPERVISION))
                .map(behavior -> context.spawn(behavior, "ssh"));
        this.replies = replies;
        this.listingPermit = listingPermit;
        this.limits = limits;
        this.whenDone = whenDone;
    }

    /** Starts the time limit of a run; {@link #proceed} takes its first step. A preview under way is dropped. */
    void begin() {
        if (preview.isPresent()) {
            answer(PreviewReply.NotNow.RUNNING);
        }
        begin(RunPlan.of(policy, mayName), policy.timeLimit());
    }

    /** Begins a preview, unless something is under way. */
    void preview(Pruner.GetPreview get) {
        if (!enabled) {
            get.replyTo().tell(PreviewReply.NotNow.DISABLED);
        } else if (position.isPresent()) {
            get.replyTo().tell(preview.isPresent() ? PreviewReply.NotNow.PREVIEWING : PreviewReply.NotNow.RUNNING);
        } else {
            preview = Optional.of(get.replyTo());
            boolean isShort = policy.probeTimeLimit().compareTo(PREVIEW_LIMIT) < 0;
            begin(RunPlan.preview(policy, get.until()), isShort ? policy.probeTimeLimit() : PREVIEW_LIMIT);
            proceed();
        }
    }

    private void begin(Step first, Duration timeLimit) {
        cutOff = false;
        begun = clock.instant();
        total = timeLimit;
        limits.start(Limit.RUN, timeLimit);
        enter(ssh.isPresent() ? first : new Step.Done(Outcome.Skipped.NO_HOST));
    }

    private void enter(Step step) {
        position = Optional.of(new Position(step, ++requests, clock.instant(), Optional.empty(), Optional.empty()));
    }

    /** Takes the current step. */
    void proceed() {
        var step = position.orElseThrow().step();
        if (step instanceof Step.End end) {
            finish(end);
        } else if (step instanceof Step.Send<?> send) {
            if (send.command().isReadOnly() && policy.probeTimeLimit().compareTo(total) < 0) {
                limits.start(Limit.PROBE, policy.probeTimeLimit());
            }
            if (!send.heavy()) {
                listingPermit.release();
            }
            if (!send.heavy() || listingPermit.acquire()) {
                send(send);
            }
        }
    }

    private void finish(Step.End end) {
        if (end instanceof Step.Previewed previewed) {
            answer(new PreviewReply.Ready(previewed.preview()));
        } else if (preview.isPresent() && end instanceof Step.Done done) {
            answer(new PreviewReply.NotPossible(done.outcome()));
        } else if (end instanceof Step.Done done) {
            mayName &= !done.idsIgnored();
            whenDone.accept(done);
        }
    }

    private void answer(PreviewReply reply) {
        preview.orElseThrow().tell(reply);
        preview = Optional.empty();
        end();
    }

    /** @return whether it was waited for; otherwise, it is not one for a listing */
    boolean onListingPermit(Permit.Granted granted) {
        boolean isAwaited = listingPermit.onGranted(granted);
        if (isAwaited) {
            send((Step.Send<?>) position.orElseThrow().step());
        }
        return isAwaited;
    }

    private void send(Step.Send<?> send) {
        var sent = send.sent();
        var now = position.orElseThrow().with(sent);
        position = Optional.of(now);
        tellSsh(new SshRunner.Run(now.request(), send.command(), sent.reader(), !send.last(), replies));
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
        cutOff |= result instanceof CutOff;
        var limit = now.passed().equals(Optional.of(Limit.PROBE)) ? policy.probeTimeLimit() : total;
        var at = clock.instant();
        var left = total.minus(Duration.between(begun, at));
        var next = now.sent()
                .orElseThrow()
                .after(result, new Step.Timing(limit, Duration.between(now.since(), at), total, left));
        if (next instanceof Step.Send<?> send && now.passed().equals(Optional.of(Limit.RUN))) {
            cutOff = true;
            next = send.soFar().orElseGet(() -> new Step.Done(Outcome.Failed.noTimeLeft(limit)));
        }
        enter(next);
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
        } else if (listingPermit.isAwaited()) {
            listingPermit.release();
            position = Optional.of(now.with(((Step.Send<?>) now.step()).sent()).with(limit));
            goOn(new NotStarted(Failure.OTHER, "the listings of other hosts took all the time"));
        } else if (now.passed().isEmpty()) {
            limits.start(Limit.GRACE, END_GRACE);
            position = Optional.of(now.with(limit));
            tellSsh(new SshRunner.EndNow(now.request()));
        } else if (limit == Limit.RUN) {
            position = Optional.of(now.with(limit));
        }
    }

    /** Whether a limit ended the last run, or a command of it. */
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
        listingPermit.release();
        tellSsh(SshRunner.EndRun.INSTANCE);
    }

    private void tellSsh(SshRunner.Command command) {
        ssh.ifPresent(to -> to.tell(command));
    }
}
