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
import dev.orchestrator.buildcache.PrunerStatus.State;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.run.Verdict;
import dev.orchestrator.buildcache.schedule.Agenda;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
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

    /** Asks for what the pruner knows; answered at once, also in mid-run. */
    public record GetStatus(ActorRef<PrunerStatus> replyTo) implements Command {}

    /** Asks for a run now, whenever the next one is due; later ones count from it. */
    public record RunNow(ActorRef<RunNowReply> replyTo) implements Command {}

    /** Either the run starts, or waits for its turn, or this is what stands against it. */
    public enum RunNowReply {
        ACCEPTED,
        RUNNING,
        WAITING,
        PAUSED,
        DISABLED
    }

    /** No run starts any more; one under way finishes, one that waits for its turn doesn't. */
    public record Pause(ActorRef<PrunerStatus> replyTo) implements Command {}

    /** Runs start again as they are due. */
    public record Resume(ActorRef<PrunerStatus> replyTo) implements Command {}

    /**
     * Told to the listener at the start and whenever the state changes.
     *
     * @param ended the run that is over, if that was the change
     */
    public record Changed(PrunerStatus status, Optional<Run> ended) {}

    private enum Tick implements Command {
        INSTANCE
    }

    private enum TimeLimit implements Command {
        INSTANCE
    }

    private record CommandEnded(UUID id, CommandResult result) implements Command {}

    private record TurnComes(Places.Granted granted) implements Command {}

    /** Akka's timers take no longer delay than 248 days, and a clock may be set while we wait. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** When to look again whether a run is due, if a tick breaks. */
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    /** How long after the time limit a run that nobody ends is given up. */
    private static final Duration END_GRACE = Duration.ofSeconds(10);

    private static final SupervisorStrategy RUNNER_SUPERVISION =
            SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.1);

    private final PrunerSettings settings;
    private final Surroundings surroundings;
    private final InstantSource clock;
    private final TimerScheduler<Command> timers;
    private final Optional<ActorRef<SshRunner.Command>> runner;
    private final ActorRef<SshRunner.Ended> runnerReplies;
    private final Turn turn;

    private Agenda agenda;
    private Tally tally = Tally.EMPTY;
    private Optional<Attempt> underWay = Optional.empty();
    private boolean paused;

    /** @param clock tells the time; the timers are Akka's */
    public static Behavior<Command> create(PrunerSettings settings, InstantSource clock) {
        return Behaviors.setup(
                context -> create(settings, clock, context.getSystem().ignoreRef()));
    }

    /** @param listener is told about every change */
    public static Behavior<Command> create(PrunerSettings settings, InstantSource clock, ActorRef<Changed> listener) {
        return create(settings, Surroundings.alone(clock, listener));
    }

    /** @param surroundings what the pruner shares with others */
    public static Behavior<Command> create(PrunerSettings settings, Surroundings surroundings) {
        return create(settings, surroundings, SshRunner::create);
    }

    /** @param runner what runs the commands on a host; tests have their own */
    static Behavior<Command> create(
            PrunerSettings settings,
            Surroundings surroundings,
            Function<SshTarget, Behavior<SshRunner.Command>> runner) {
        Behavior<Command> pruner = Behaviors.setup(context -> {
            // First of all: else Akka names the logger after a class of its own.
            context.setLoggerName(Pruner.class);
            return Behaviors.withTimers(timers -> new Pruner(context, timers, settings, surroundings, runner));
        });
        // Not restarted: a restart would forget the last start, and every one would begin with a run.
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
        this.runnerReplies =
                context.messageAdapter(SshRunner.Ended.class, ended -> new CommandEnded(ended.id(), ended.result()));
        this.turn = new Turn(
                surroundings.places(), context.getSelf(), context.messageAdapter(Places.Granted.class, TurnComes::new));
        var now = clock.instant();
        this.agenda = Agenda.first(settings.schedule(), settings.retryAfter(), now, surroundings.startDelay());
        context.getLog().info("started: {}", settings.summary());
        tell(Optional.empty());
        if (settings.enabled()) {
            tickIn(agenda.untilDue(now));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(TurnComes.class, this::onTurnComes)
                .onMessage(CommandEnded.class, this::onCommandEnded)
                .onMessage(TimeLimit.class, limit -> onTimeLimit())
                .onMessage(GetStatus.class, get -> reply(get.replyTo))
                .onMessage(RunNow.class, this::onRunNow)
                .onMessage(Pause.class, this::onPause)
                .onMessage(Resume.class, this::onResume)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onTick() {
        // Before anything can fail: the tick lives on.
        tickIn(AFTER_A_FAILURE);
        if (state() != State.IDLE) {
            tickIn(LONGEST_WAIT);
        } else if (agenda.isDue(clock.instant())) {
            seekTurn();
        } else {
            tickWhenDue();
        }
        return this;
    }

    private void seekTurn() {
        if (turn.seek()) {
            start();
        } else {
            tell(Optional.empty());
        }
    }

    private Behavior<Command> onTurnComes(TurnComes comes) {
        if (turn.comes(comes.granted)) {
            start();
        }
        return this;
    }

    private void start() {
        var now = clock.instant();
        agenda = agenda.started(now, surroundings.stretch().getAsDouble());
        var attempt = new Attempt(settings.plan(), now, runner, runnerReplies);
        underWay = Optional.of(attempt);
        timers.startSingleTimer(TimeLimit.INSTANCE, settings.timeLimit());
        tell(Optional.empty());
        attempt.proceed().ifPresent(this::finish);
    }

    private Behavior<Command> onCommandEnded(CommandEnded ended) {
        underWay.flatMap(attempt -> attempt.ended(ended.id, ended.result)).ifPresent(this::finish);
        return this;
    }

    private Behavior<Command> onTimeLimit() {
        timers.startSingleTimer(TimeLimit.INSTANCE, END_GRACE);
        underWay.flatMap(Attempt::timeIsUp).ifPresent(this::finish);
        return this;
    }

    private void finish(Verdict verdict) {
        var run = new Run(underWay.orElseThrow().start(), clock.instant(), verdict);
        underWay = Optional.empty();
        timers.cancel(TimeLimit.INSTANCE);
        turn.leave();
        agenda = agenda.ended(verdict.outcome().isTrouble());
        tally = tally.with(run);
        var level = verdict.outcome() == Outcome.SUCCEEDED ? Level.INFO : Level.WARN;
        var log = getContext().getLog().atLevel(level);
        log.log("run on {} {}, until {}", settings.name(), run.summary(), settings.age());
        tell(Optional.of(run));
        tickWhenDue();
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
            seekTurn();
        }
        return this;
    }

    private Behavior<Command> onPause(Pause pause) {
        paused = true;
        if (turn.isWaiting()) {
            turn.leave();
        }
        tell(Optional.empty());
        return reply(pause.replyTo);
    }

    private Behavior<Command> onResume(Resume resume) {
        paused = false;
        tell(Optional.empty());
        if (state() == State.IDLE) {
            tickWhenDue();
        }
        return reply(resume.replyTo);
    }

    private Behavior<Command> reply(ActorRef<PrunerStatus> replyTo) {
        replyTo.tell(status());
        return this;
    }

    private void tell(Optional<Run> ended) {
        surroundings.listener().tell(new Changed(status(), ended));
    }

    private PrunerStatus status() {
        return PrunerStatus.of(settings, agenda, tally, underWay.isPresent(), turn.isWaiting(), paused);
    }

    private State state() {
        return status().state();
    }

    private Behavior<Command> onPostStop() {
        var cut = underWay.isPresent() ? "; a run was cut short" : "";
        getContext().getLog().info("stopped: {}{}", settings.summary(), cut);
        return this;
    }
}
