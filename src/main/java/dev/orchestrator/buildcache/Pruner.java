package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.History;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Step;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * Prunes the build cache of one host on a timer, and keeps the results.
 *
 * <p>It never fails its parent: whatever goes wrong in a run becomes its outcome. There is at most one run at a time, and at
 * most one per interval, counted from start to start. State is in memory only: the cost of a restart is one extra,
 * harmless prune.
 */
public final class Pruner extends AbstractBehavior<Pruner.Command> {

    public sealed interface Command {}

    /** Requests the status; the reply is immediate, even during a run. */
    public record GetStatus(ActorRef<PrunerStatus> replyTo) implements Command {}

    /** Requests the last runs. */
    public record GetHistory(ActorRef<History> replyTo) implements Command {}

    /** Requests a run now, before the next one is due; the interval then counts from this run. */
    public record RunNow(ActorRef<RunNowReply> replyTo) implements Command {}

    /** {@link #ACCEPTED} if the run starts or waits for a permit, otherwise the reason why it doesn't. */
    public enum RunNowReply {
        ACCEPTED,
        RUNNING,
        WAITING,
        PAUSED,
        DISABLED
    }

    /** Stops starting runs. A run in progress finishes; a run that waits for a permit is cancelled. */
    public record Pause(ActorRef<PrunerStatus> replyTo) implements Command {}

    /** Lets runs start again when they are due. */
    public record Resume(ActorRef<PrunerStatus> replyTo) implements Command {}

    /**
     * Requests what a run would remove now. A run that starts meanwhile takes precedence.
     *
     * @param until the age to assume; empty for none
     */
    public record GetPreview(Optional<Age> until, ActorRef<PreviewReply> replyTo) implements Command {}

    private enum Tick implements Command {
        INSTANCE
    }

    private record LimitPassed(Limits.Limit limit) implements Command {}

    private record PermitGranted(Permit.Granted granted) implements Command {}

    private record CommandEnded(SshRunner.Ended ended) implements Command {}

    private final PrunerSettings settings;
    private final Surroundings surroundings;
    private final InstantSource clock;
    private final TimerScheduler<Command> timers;
    private final Ticks ticks;
    private final StepRunner steps;
    private final ActorRef<Permit.Granted> permitReplies;
    private final HostMemory memory;
    private final Publisher events;
    private long permitRequests;

    /** @param clock source of the current time; the timers are Akka's */
    public static Behavior<Command> create(PrunerSettings settings, InstantSource clock) {
        return Behaviors.setup(
                context -> create(settings, clock, context.getSystem().ignoreRef()));
    }

    /** @param subscriber receives every event */
    public static Behavior<Command> create(
            PrunerSettings settings, InstantSource clock, ActorRef<HostEvent> subscriber) {
        return create(settings, Surroundings.alone(clock, subscriber));
    }

    /** @param surroundings what the pruner shares with other pruners */
    public static Behavior<Command> create(PrunerSettings settings, Surroundings surroundings) {
        var handshake = settings.policy().probeTimeLimit().dividedBy(2);
        return create(settings, surroundings, target -> SshRunner.create(target, handshake));
    }

    /** @param runner creates the actor that runs commands on a host; tests pass a fake */
    public static Behavior<Command> create(
            PrunerSettings settings,
            Surroundings surroundings,
            Function<SshTarget, Behavior<SshRunner.Command>> runner) {
        Behavior<Command> pruner = Behaviors.setup(context -> {
            // Must come first, otherwise Akka names the logger after one of its own classes.
            context.setLoggerName(Pruner.class);
            return Behaviors.withTimers(timers -> new Pruner(context, timers, settings, surroundings, runner));
        });
        // Resumed, not restarted: a restart would lose the last start and run immediately.
        return Behaviors.supervise(pruner).onFailure(SupervisorStrategy.resume());
    }

    private Pruner(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            PrunerSettings settings,
            Surroundings surroundings,
            Function<SshTarget, Behavior<SshRunner.Command>> runner) {
        super(context);
        this.settings = settings;
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
        this.timers = timers;
        this.ticks = new Ticks(wait -> timers.startSingleTimer(Tick.INSTANCE, wait));
        this.permitReplies = context.messageAdapter(Permit.Granted.class, PermitGranted::new);
        this.steps = new StepRunner(
                context,
                settings,
                clock,
                runner,
                context.messageAdapter(SshRunner.Ended.class, CommandEnded::new),
                new ListingPermit(surroundings.listingPermits(), context.getSelf(), permitReplies),
                new Limits(timers, LimitPassed::new),
                this::finish);
        var now = clock.instant();
        this.memory = new HostMemory(settings, now, surroundings.startDelay());
        this.events = new Publisher(settings.name(), surroundings.subscriber(), this::host);
        context.getLog().info("started: {}", settings.summary());
        events.publish(HostEvent.StateChanged::new);
        if (settings.enabled()) {
            ticks.in(memory.untilDue(now));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(PermitGranted.class, this::onPermitGranted)
                .onMessage(CommandEnded.class, this::onCommandEnded)
                .onMessage(LimitPassed.class, this::onLimitPassed)
                .onMessage(GetStatus.class, get -> reply(get.replyTo, status()))
                .onMessage(GetHistory.class, get -> reply(get.replyTo, memory.history()))
                .onMessage(GetPreview.class, this::onGetPreview)
                .onMessage(RunNow.class, this::onRunNow)
                .onMessage(Pause.class, this::onPause)
                .onMessage(Resume.class, this::onResume)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onTick() {
        var waited = ticks.next();
        var now = clock.instant();
        if (memory.look(now, waited)) {
            events.publish(HostEvent.StateChanged::new);
        }
        if (memory.state() == State.IDLE && memory.isDue(now)) {
            acquirePermit();
        } else if (memory.state() == State.IDLE) {
            ticks.in(memory.untilDue(now));
        }
        return this;
    }

    private void acquirePermit() {
        if (surroundings.permits().isEmpty()) {
            start();
            return;
        }
        memory.enter(new Phase.WaitingForPermit(++permitRequests));
        surroundings
                .permits()
                .get()
                .tell(new Permit.Acquire(getContext().getSelf(), permitRequests, steps.wasCutOff(), permitReplies));
        events.publish(HostEvent.StateChanged::new);
    }

    private Behavior<Command> onPermitGranted(PermitGranted permit) {
        var granted = permit.granted;
        boolean isForListing = steps.onListingPermit(granted);
        if (!isForListing && memory.phase() instanceof Phase.WaitingForPermit w && w.request() == granted.request()) {
            start();
        }
        return this;
    }

    private void start() {
        ticks.in(Ticks.LONGEST_WAIT); // counts from this look at the clock
        memory.runStarted(clock.instant(), surroundings.jitter().getAsDouble());
        steps.begin();
        events.publish(HostEvent.RunStarted::new);
        steps.proceed();
    }

    private Behavior<Command> onCommandEnded(CommandEnded command) {
        steps.onCommandEnded(command.ended);
        return this;
    }

    private Behavior<Command> onLimitPassed(LimitPassed passed) {
        steps.onLimit(passed.limit);
        return this;
    }

    private void finish(Step.Done done) {
        var run = memory.runEnded(clock.instant(), done);
        steps.end();
        releasePermit();
        var level = done.outcome().kind() == Outcome.Kind.SUCCEEDED ? Level.INFO : Level.WARN;
        var log = getContext().getLog().atLevel(level);
        log.log("run on {} {}, until {}", settings.name(), run.summary(), settings.age());
        var until = settings.policy().prune().until();
        events.publish((name, state) -> new HostEvent.RunEnded(name, state, until));
        tickWhenDue();
    }

    private void releasePermit() {
        var release = new Permit.Release(getContext().getSelf());
        surroundings.permits().ifPresent(permits -> permits.tell(release));
    }

    private void tickWhenDue() {
        ticks.in(memory.untilDue(clock.instant()));
    }

    private Behavior<Command> onRunNow(RunNow runNow) {
        var reply = switch (memory.state()) {
            case DISABLED -> RunNowReply.DISABLED;
            case RUNNING -> RunNowReply.RUNNING;
            case WAITING -> RunNowReply.WAITING;
            case PAUSED -> RunNowReply.PAUSED;
            case IDLE -> RunNowReply.ACCEPTED;
        };
        runNow.replyTo.tell(reply);
        if (reply == RunNowReply.ACCEPTED) {
            acquirePermit();
        }
        return this;
    }

    private Behavior<Command> onGetPreview(GetPreview get) {
        steps.preview(get);
        return this;
    }

    private Behavior<Command> onPause(Pause pause) {
        memory.pause(true);
        if (memory.phase() instanceof Phase.WaitingForPermit) {
            memory.enter(Phase.Idle.INSTANCE);
            releasePermit();
        }
        events.publishIfChanged();
        return reply(pause.replyTo, status());
    }

    private Behavior<Command> onResume(Resume resume) {
        memory.pause(false);
        events.publishIfChanged();
        if (memory.state() == State.IDLE) {
            tickWhenDue();
        }
        return reply(resume.replyTo, status());
    }

    private <T> Behavior<Command> reply(ActorRef<T> replyTo, T answer) {
        replyTo.tell(answer);
        return this;
    }

    private PrunerStatus status() {
        return new PrunerStatus(settings, host());
    }

    private HostState host() {
        return memory.snapshot(steps.separateConnections());
    }

    private Behavior<Command> onPostStop() {
        var cut = memory.phase() instanceof Phase.Running ? "; a run was cut short" : "";
        getContext().getLog().info("stopped: {}{}", settings.summary(), cut);
        return this;
    }
}
