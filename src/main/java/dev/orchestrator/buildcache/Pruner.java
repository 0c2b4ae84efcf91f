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
import dev.orchestrator.buildcache.run.History;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.RunPlan;
import dev.orchestrator.buildcache.run.Step;
import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.schedule.Agenda;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * Prunes the build cache of one host, on a timer, and remembers how that went.
 *
 * <p>It never fails its parent: what can go wrong with a run is an outcome. There is at most one run at a time, and at
 * most one per interval, counted from start to start. State is in memory only: after a restart the worst case is one
 * extra, harmless prune.
 */
public final class Pruner extends AbstractBehavior<Pruner.Command> {

    public sealed interface Command {}

    /** Asks what the pruner knows; answered at once, also during a run. */
    public record GetStatus(ActorRef<PrunerStatus> replyTo) implements Command {}

    /** Asks for the last runs, one by one. */
    public record GetHistory(ActorRef<History> replyTo) implements Command {}

    /** Asks for a run now, whenever the next one is due; later runs count from it. */
    public record RunNow(ActorRef<RunNowReply> replyTo) implements Command {}

    /** Either the run starts or waits for a permit, or this is why it doesn't. */
    public enum RunNowReply {
        ACCEPTED,
        RUNNING,
        WAITING,
        PAUSED,
        DISABLED
    }

    /** No further run starts; one under way finishes, one that waits for a permit is given up. */
    public record Pause(ActorRef<PrunerStatus> replyTo) implements Command {}

    /** Runs start again when they are due. */
    public record Resume(ActorRef<PrunerStatus> replyTo) implements Command {}

    private enum Tick implements Command {
        INSTANCE
    }

    private enum TimeLimit implements Command {
        INSTANCE
    }

    private record PermitGranted(Permit.Granted granted) implements Command {}

    private record CommandEnded(SshRunner.Ended ended) implements Command {}

    /** Akka's timers take no delay over 248 days, and a clock may be set meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** When to look again whether a run is due, if a tick fails. */
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    /** How long after the time limit a run whose command does not end is given up. */
    private static final Duration END_GRACE = Duration.ofSeconds(10);

    private static final SupervisorStrategy RUNNER_SUPERVISION =
            SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.1);

    private final PrunerSettings settings;
    private final Surroundings surroundings;
    private final InstantSource clock;
    private final TimerScheduler<Command> timers;
    private final Optional<ActorRef<SshRunner.Command>> runner;
    private final ActorRef<SshRunner.Ended> runnerReplies;
    private final ActorRef<Permit.Granted> permitReplies;

    private Phase phase = Phase.Idle.INSTANCE;
    private long requests;
    private boolean paused;
    private Optional<String> separateConnections = Optional.empty();
    private HostState lastSaid;
    private Agenda agenda;
    private Tally tally = Tally.EMPTY;
    private History history = History.EMPTY;

    /** @param clock tells the time; the timers are Akka's */
    public static Behavior<Command> create(PrunerSettings settings, InstantSource clock) {
        return Behaviors.setup(
                context -> create(settings, clock, context.getSystem().ignoreRef()));
    }

    /** @param subscriber is told every event */
    public static Behavior<Command> create(
            PrunerSettings settings, InstantSource clock, ActorRef<HostEvent> subscriber) {
        return create(settings, Surroundings.alone(clock, subscriber));
    }

    /** @param surroundings what the pruner shares with others */
    public static Behavior<Command> create(PrunerSettings settings, Surroundings surroundings) {
        return create(settings, surroundings, SshRunner::create);
    }

    /** @param runner what runs the commands on a host; tests have their own */
    public static Behavior<Command> create(
            PrunerSettings settings,
            Surroundings surroundings,
            Function<SshTarget, Behavior<SshRunner.Command>> runner) {
        Behavior<Command> pruner = Behaviors.setup(context -> {
            // First of all: else Akka names the logger after a class of its own.
            context.setLoggerName(Pruner.class);
            return Behaviors.withTimers(timers -> new Pruner(context, timers, settings, surroundings, runner));
        });
        // Not restarted: a restart would forget the last start, and begin with a run.
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
        this.runner = settings.target()
                .filter(t -> settings.enabled())
                .map(t -> context.spawn(Behaviors.supervise(runner.apply(t)).onFailure(RUNNER_SUPERVISION), "ssh"));
        this.runnerReplies = context.messageAdapter(SshRunner.Ended.class, CommandEnded::new);
        this.permitReplies = context.messageAdapter(Permit.Granted.class, PermitGranted::new);
        var now = clock.instant();
        this.agenda = Agenda.first(settings.schedule(), settings.retryAfter(), now, surroundings.startDelay());
        context.getLog().info("started: {}", settings.summary());
        say(HostEvent.StateChanged::new);
        if (settings.enabled()) {
            tickIn(agenda.untilDue(now));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(PermitGranted.class, this::onPermitGranted)
                .onMessage(CommandEnded.class, this::onCommandEnded)
                .onMessage(TimeLimit.class, limit -> onTimeLimit())
                .onMessage(GetStatus.class, get -> reply(get.replyTo))
                .onMessage(GetHistory.class, this::onGetHistory)
                .onMessage(RunNow.class, this::onRunNow)
                .onMessage(Pause.class, this::onPause)
                .onMessage(Resume.class, this::onResume)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onTick() {
        // Before anything can fail, so that there is always a next tick.
        tickIn(AFTER_A_FAILURE);
        if (state() != State.IDLE) {
            tickIn(LONGEST_WAIT);
        } else if (agenda.isDue(clock.instant())) {
            acquirePermit();
        } else {
            tickWhenDue();
        }
        return this;
    }

    private void acquirePermit() {
        if (surroundings.permits().isEmpty()) {
            start();
            return;
        }
        phase = new Phase.WaitingForPermit(++requests);
        surroundings.permits().get().tell(new Permit.Acquire(getContext().getSelf(), requests, permitReplies));
        say(HostEvent.StateChanged::new);
    }

    private Behavior<Command> onPermitGranted(PermitGranted permit) {
        if (phase instanceof Phase.WaitingForPermit waiting && waiting.request() == permit.granted.request()) {
            start();
        }
        return this;
    }

    private void start() {
        var now = clock.instant();
        agenda = agenda.started(now, surroundings.jitter().getAsDouble());
        var first = runner.isPresent() ? RunPlan.of(settings.policy()) : new Step.Done(Outcome.Skipped.NO_HOST);
        var run = new Phase.Running(now, first, ++requests, false);
        phase = run;
        timers.startSingleTimer(TimeLimit.INSTANCE, timeLimit());
        say(HostEvent.RunStarted::new);
        proceed(run);
    }

    /** Takes the run's step. */
    private void proceed(Phase.Running run) {
        phase = run;
        if (run.step() instanceof Step.Done done) {
            finish(run, done.outcome());
        } else if (run.timeIsUp()) {
            finish(run, Outcome.Unknown.timeout(timeLimit()));
        } else if (run.step() instanceof Step.Send<?> send) {
            tellRunner(new SshRunner.Run(run.request(), send.command(), !send.last(), runnerReplies));
        }
    }

    private Behavior<Command> onCommandEnded(CommandEnded command) {
        var ended = command.ended;
        separateConnections = ended.noSession();
        if (phase instanceof Phase.Running run
                && run.request() == ended.id()
                && run.step() instanceof Step.Send<?> send) {
            proceed(run.at(send.after(ended.result(), timeLimit()), ++requests));
        }
        return this;
    }

    /** The first time the command is ended; if that has brought no reply by the second, the run is over without one. */
    private Behavior<Command> onTimeLimit() {
        if (phase instanceof Phase.Running run) {
            if (run.timeIsUp()) {
                finish(run, Outcome.Unknown.timeout(timeLimit()));
            } else {
                timers.startSingleTimer(TimeLimit.INSTANCE, END_GRACE);
                phase = run.outOfTime();
                tellRunner(new SshRunner.EndNow(run.request()));
            }
        }
        return this;
    }

    private void finish(Phase.Running running, Outcome outcome) {
        var run = new Run(running.start(), clock.instant(), outcome);
        phase = Phase.Idle.INSTANCE;
        tellRunner(SshRunner.EndRun.INSTANCE);
        timers.cancel(TimeLimit.INSTANCE);
        releasePermit();
        agenda = agenda.ended(outcome.kind().isTrouble());
        tally = tally.with(run);
        history = history.with(run);
        var level = outcome.kind() == Outcome.Kind.SUCCEEDED ? Level.INFO : Level.WARN;
        var log = getContext().getLog().atLevel(level);
        log.log("run on {} {}, until {}", settings.name(), run.summary(), settings.age());
        say((name, state) ->
                new HostEvent.RunEnded(name, state, settings.policy().prune().until()));
        tickWhenDue();
    }

    private void releasePermit() {
        surroundings
                .permits()
                .ifPresent(
                        permits -> permits.tell(new Permit.Release(getContext().getSelf())));
    }

    private void tickWhenDue() {
        tickIn(agenda.untilDue(clock.instant()));
    }

    private void tickIn(Duration wait) {
        timers.startSingleTimer(Tick.INSTANCE, wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    private Behavior<Command> onRunNow(RunNow runNow) {
        var reply = switch (state()) {
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

    private Behavior<Command> onPause(Pause pause) {
        paused = true;
        if (phase instanceof Phase.WaitingForPermit) {
            phase = Phase.Idle.INSTANCE;
            releasePermit();
        }
        sayIfChanged();
        return reply(pause.replyTo);
    }

    private Behavior<Command> onResume(Resume resume) {
        paused = false;
        sayIfChanged();
        if (state() == State.IDLE) {
            tickWhenDue();
        }
        return reply(resume.replyTo);
    }

    private Behavior<Command> onGetHistory(GetHistory get) {
        get.replyTo.tell(history);
        return this;
    }

    private Behavior<Command> reply(ActorRef<PrunerStatus> replyTo) {
        replyTo.tell(new PrunerStatus(settings, host()));
        return this;
    }

    private void say(BiFunction<String, HostState, HostEvent> event) {
        lastSaid = host();
        surroundings.subscriber().tell(event.apply(settings.name(), lastSaid));
    }

    private void sayIfChanged() {
        if (!host().equals(lastSaid)) {
            say(HostEvent.StateChanged::new);
        }
    }

    private void tellRunner(SshRunner.Command command) {
        runner.ifPresent(ssh -> ssh.tell(command));
    }

    private HostState host() {
        var state = state();
        var nextRun = state == State.DISABLED || paused ? Optional.<Instant>empty() : Optional.of(agenda.due());
        return new HostState(state, paused, agenda.lastStart(), tally, nextRun, separateConnections);
    }

    private State state() {
        if (!settings.enabled()) {
            return State.DISABLED;
        } else if (phase instanceof Phase.Running) {
            return State.RUNNING;
        } else if (phase instanceof Phase.WaitingForPermit) {
            return State.WAITING;
        }
        return paused ? State.PAUSED : State.IDLE;
    }

    private Duration timeLimit() {
        return settings.policy().timeLimit();
    }

    private Behavior<Command> onPostStop() {
        var cut = phase instanceof Phase.Running ? "; a run was cut short" : "";
        getContext().getLog().info("stopped: {}{}", settings.summary(), cut);
        return this;
    }
}
