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
import dev.orchestrator.buildcache.prune.Age;
import dev.orchestrator.buildcache.prune.ByteSize;
import dev.orchestrator.buildcache.prune.CommandResult;
import dev.orchestrator.buildcache.prune.Outcome;
import dev.orchestrator.buildcache.prune.RemoteCommand;
import dev.orchestrator.buildcache.prune.Run;
import dev.orchestrator.buildcache.prune.RunPlan.Answer;
import dev.orchestrator.buildcache.prune.RunPlan.Step;
import dev.orchestrator.buildcache.prune.Schedule;
import dev.orchestrator.buildcache.prune.Seconds;
import dev.orchestrator.buildcache.prune.Tally;
import dev.orchestrator.buildcache.prune.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

    /**
     * Told to the listener whenever a run is over.
     *
     * @param settings under which it ran
     */
    public record RunEnded(PrunerSettings settings, Run run) {}

    private enum Tick implements Command {
        INSTANCE
    }

    private enum TimeLimit implements Command {
        INSTANCE
    }

    private record CommandEnded(UUID id, CommandResult result) implements Command {}

    /** Akka's timers take no delay over some 248 days, and a clock may be set while we wait: look at least daily. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** How long after the time limit a run that nobody ends is given up. */
    private static final Duration END_GRACE = Duration.ofSeconds(10);

    private static final SupervisorStrategy RUNNER_SUPERVISION =
            SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0.1);

    private final PrunerSettings settings;
    private final InstantSource clock;
    private final ActorRef<RunEnded> listener;
    private final TimerScheduler<Command> timers;
    private final ActorRef<SshRunner.Ended> runnerReplies;

    private Optional<ActorRef<SshRunner.Command>> runner;
    private Optional<RunUnderWay> underWay = Optional.empty();
    private Optional<Instant> lastStart = Optional.empty();
    private Tally tally = Tally.EMPTY;

    /** What came back so far in the run under way, and the command that is out. */
    private static final class RunUnderWay {
        final List<Answer> soFar = new ArrayList<>();
        UUID id;
        RemoteCommand command;
        boolean timeIsUp;
    }

    /** @param clock tells the time; the timers are Akka's */
    public static Behavior<Command> create(PrunerSettings settings, InstantSource clock) {
        return Behaviors.setup(
                context -> create(settings, clock, context.getSystem().ignoreRef()));
    }

    /**
     * @param clock tells the time; the timers are Akka's
     * @param listener is told about every run that is over
     */
    public static Behavior<Command> create(PrunerSettings settings, InstantSource clock, ActorRef<RunEnded> listener) {
        return create(settings, clock, listener, SshRunner::create);
    }

    /** @param runner what runs the commands on a host; tests have their own */
    static Behavior<Command> create(
            PrunerSettings settings,
            InstantSource clock,
            ActorRef<RunEnded> listener,
            Function<SshTarget, Behavior<SshRunner.Command>> runner) {
        Behavior<Command> pruner = Behaviors.setup(context -> {
            // First of all: else Akka names the logger after a class of its own.
            context.setLoggerName(Pruner.class);
            return Behaviors.withTimers(timers -> new Pruner(context, timers, settings, clock, listener, runner));
        });
        // Not restarted: a restart would forget the last start, and every one would begin with a run.
        return Behaviors.supervise(pruner).onFailure(SupervisorStrategy.resume());
    }

    private Pruner(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            PrunerSettings settings,
            InstantSource clock,
            ActorRef<RunEnded> listener,
            Function<SshTarget, Behavior<SshRunner.Command>> runner) {
        super(context);
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
        this.timers = timers;
        this.runnerReplies =
                context.messageAdapter(SshRunner.Ended.class, ended -> new CommandEnded(ended.id(), ended.result()));
        context.getLog().info("started: {}", described(settings));
        if (settings.enabled()) {
            this.runner = settings.target().map(target -> spawnRunner(runner.apply(target)));
            tickIn(Duration.ZERO);
        } else {
            this.runner = Optional.empty();
        }
    }

    private ActorRef<SshRunner.Command> spawnRunner(Behavior<SshRunner.Command> behavior) {
        return getContext().spawn(Behaviors.supervise(behavior).onFailure(RUNNER_SUPERVISION), "ssh");
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(CommandEnded.class, this::onCommandEnded)
                .onMessage(TimeLimit.class, limit -> onTimeLimit())
                .onMessage(GetStatus.class, this::onGetStatus)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onTick() {
        // Before anything can fail: the tick lives on.
        tickIn(settings.interval());
        if (underWay.isEmpty()) {
            if (Schedule.isDue(lastStart, settings.interval(), clock.instant())) {
                start();
            } else {
                tickWhenDue();
            }
        }
        return this;
    }

    private void start() {
        lastStart = Optional.of(clock.instant());
        if (runner.isEmpty()) {
            finish(Verdict.noHost());
            return;
        }
        underWay = Optional.of(new RunUnderWay());
        timers.startSingleTimer(TimeLimit.INSTANCE, settings.timeLimit());
        proceed(underWay.get());
    }

    private void proceed(RunUnderWay run) {
        var next = settings.plan().next(run.soFar);
        if (next instanceof Step.Done done) {
            finish(done.verdict());
        } else if (next instanceof Step.Send send && !run.timeIsUp) {
            run.id = UUID.randomUUID();
            run.command = send.command();
            runner.orElseThrow().tell(new SshRunner.Run(run.id, run.command, runnerReplies));
        } else {
            finish(Verdict.cutOff(settings.timeLimit()));
        }
    }

    private Behavior<Command> onCommandEnded(CommandEnded ended) {
        underWay.filter(run -> run.id.equals(ended.id)).ifPresent(run -> {
            run.soFar.add(new Answer(run.command, ended.result));
            proceed(run);
        });
        return this;
    }

    /** First the command is ended; if that brings no answer in good time, the run is over without one. */
    private Behavior<Command> onTimeLimit() {
        underWay.ifPresent(run -> {
            if (run.timeIsUp) {
                finish(Verdict.cutOff(settings.timeLimit()));
            } else {
                run.timeIsUp = true;
                runner.orElseThrow().tell(new SshRunner.EndNow(run.id));
                timers.startSingleTimer(TimeLimit.INSTANCE, END_GRACE);
            }
        });
        return this;
    }

    private void finish(Verdict verdict) {
        underWay = Optional.empty();
        timers.cancel(TimeLimit.INSTANCE);
        var run = new Run(lastStart.orElseThrow(), clock.instant(), verdict);
        tally = tally.with(run);
        log(run);
        listener.tell(new RunEnded(settings, run));
        tickWhenDue();
    }

    private void tickWhenDue() {
        tickIn(Schedule.untilDue(lastStart, settings.interval(), clock.instant()));
    }

    private void tickIn(Duration wait) {
        timers.startSingleTimer(Tick.INSTANCE, wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    private Behavior<Command> onGetStatus(GetStatus get) {
        var state = !settings.enabled() ? State.DISABLED : underWay.isPresent() ? State.RUNNING : State.IDLE;
        var nextRun = settings.enabled()
                ? Optional.of(
                        lastStart.map(start -> start.plus(settings.interval())).orElseGet(clock::instant))
                : Optional.<Instant>empty();
        get.replyTo.tell(new PrunerStatus(settings, state, lastStart, tally, nextRun));
        return this;
    }

    private Behavior<Command> onPostStop() {
        getContext()
                .getLog()
                .info("stopped: {}{}", described(settings), underWay.isPresent() ? "; a run was cut short" : "");
        return this;
    }

    private void log(Run run) {
        var verdict = run.verdict();
        var level = verdict.outcome() == Outcome.SUCCEEDED ? Level.INFO : Level.WARN;
        getContext()
                .getLog()
                .atLevel(level)
                .log(
                        "run on {} {}: reclaimed {}, took {} s, until {}{}",
                        named(settings),
                        verdict.outcome().word(),
                        verdict.reclaimed().map(ByteSize::inGb).orElse("unknown"),
                        Seconds.of(run.duration()),
                        age(settings),
                        verdict.error().map(error -> "; " + error).orElse(""));
    }

    private static String described(PrunerSettings settings) {
        return "host " + named(settings)
                + ", enabled " + settings.enabled()
                + ", every " + Seconds.of(settings.interval()) + " s"
                + ", command [" + settings.prune().line() + "]"
                + ", time limit " + Seconds.of(settings.timeLimit()) + " s"
                + ", preflight " + settings.preflight();
    }

    private static String named(PrunerSettings settings) {
        return settings.target().map(SshTarget::host).orElse("(none)");
    }

    private static String age(PrunerSettings settings) {
        return settings.prune().until().map(Age::text).orElse("(any age)");
    }
}
