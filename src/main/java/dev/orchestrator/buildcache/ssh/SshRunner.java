package dev.orchestrator.buildcache.ssh;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Runs one remote command at a time as one {@code ssh} process, and says how it ended.
 *
 * <p>It owns the process: whenever the actor stops, restarts, or is told that time is up, the process and its
 * descendants die, and whoever waits for the command is told. How long a command may take is not its business.
 */
public final class SshRunner extends AbstractBehavior<SshRunner.Command> {

    public sealed interface Command {}

    /**
     * Runs a command. A command still under way is ended and reported as {@link Lost}.
     *
     * @param id names this command in {@link EndNow} and {@link Ended}
     */
    public record Run(long id, RemoteCommand<?> command, ActorRef<Ended> replyTo) implements Command {}

    /** Time is up for this command: it is ended, and reported as {@link CutOff}. One that is over is left alone. */
    public record EndNow(long id) implements Command {}

    /** The reply to {@link Run}. */
    public record Ended(long id, CommandResult result) {}

    private record Gone(SshProcess process, CommandResult result) implements Command {}

    private record Broken(SshProcess process, Throwable cause) implements Command {}

    private record GraceOver(SshProcess process) implements Command {}

    /** How long a process may take to end when asked, before it is killed. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final DispatcherSelector BLOCKING =
            DispatcherSelector.fromConfig("build-cache-pruner.blocking-dispatcher");

    /** The command under way. */
    private record Current(Run run, SshProcess process, boolean timeIsUp) {}

    private final SshTarget target;
    private final TimerScheduler<Command> timers;
    private final Executor blocking;
    private Current current;

    public static Behavior<Command> create(SshTarget target) {
        return Behaviors.setup(context -> {
            context.setLoggerName(SshRunner.class);
            return Behaviors.withTimers(timers -> new SshRunner(context, timers, target));
        });
    }

    private SshRunner(ActorContext<Command> context, TimerScheduler<Command> timers, SshTarget target) {
        super(context);
        this.target = target;
        this.timers = timers;
        this.blocking = context.getSystem().dispatchers().lookup(BLOCKING);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Run.class, this::onRun)
                .onMessage(Gone.class, this::onGone)
                .onMessage(Broken.class, this::onBroken)
                .onMessage(EndNow.class, this::onEndNow)
                .onMessage(GraceOver.class, this::onGraceOver)
                .onSignal(PreRestart.class, signal -> onLosingIt("the ssh runner broke down and was restarted"))
                .onSignal(PostStop.class, signal -> onLosingIt("the ssh runner was stopped"))
                .build();
    }

    private Behavior<Command> onRun(Run run) {
        var process = new SshProcess(target.commandLine(run.command()));
        onLosingIt("another command took its place");
        current = new Current(run, process, false);
        getContext()
                .pipeToSelf(
                        process.run(blocking),
                        (result, failure) ->
                                failure == null ? new Gone(process, result) : new Broken(process, failure));
        return this;
    }

    private Behavior<Command> onGone(Gone gone) {
        if (isCurrent(gone.process)) {
            if (current.timeIsUp) {
                gone.process.kill(); // what it left behind
            }
            reply(current.timeIsUp ? new CutOff() : gone.result);
        }
        return this;
    }

    /** Not a failed command but a failure here: for the supervisor. */
    private Behavior<Command> onBroken(Broken broken) {
        if (isCurrent(broken.process)) {
            throw new CompletionException(broken.cause);
        }
        return this;
    }

    private Behavior<Command> onEndNow(EndNow endNow) {
        if (current != null && current.run.id() == endNow.id && !current.timeIsUp) {
            current = new Current(current.run, current.process, true);
            current.process.terminate();
            timers.startSingleTimer(new GraceOver(current.process), GRACE);
        }
        return this;
    }

    private Behavior<Command> onGraceOver(GraceOver over) {
        if (isCurrent(over.process)) {
            current.process.kill();
        }
        return this;
    }

    private Behavior<Command> onLosingIt(String reason) {
        if (current != null) {
            current.process.kill();
            reply(new Lost(reason));
        }
        return this;
    }

    /** What an earlier command's process still has to say is of no interest. */
    private boolean isCurrent(SshProcess process) {
        return current != null && current.process == process;
    }

    private void reply(CommandResult result) {
        current.run.replyTo().tell(new Ended(current.run.id(), result));
        current = null;
    }
}
