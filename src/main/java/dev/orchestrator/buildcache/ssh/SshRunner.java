package dev.orchestrator.buildcache.ssh;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.orchestrator.buildcache.docker.AnswerReader;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Runs one remote command at a time, and says how it ended. The commands of a run share a {@link Session}; a run of one
 * command, and a host that can't have one, get an {@code ssh} process per command.
 *
 * <p>It owns the processes. Whenever the actor stops, restarts, or is told that time is up, they and their descendants are
 * killed, and the sender of the command gets a reply. It sets no time limit of its own on a command.
 */
public final class SshRunner extends AbstractBehavior<SshRunner.Command> {

    public sealed interface Command {}

    /**
     * Runs a command. A command still under way is ended and reported as {@link Lost}.
     *
     * @param id names this command in {@link EndNow} and {@link Ended}
     * @param reader is given what the command writes to stdout, while it comes
     * @param more whether other commands of the same run may follow
     */
    public record Run(long id, RemoteCommand<?> command, AnswerReader<?> reader, boolean more, ActorRef<Ended> replyTo)
            implements Command {
        /** Only what is kept of its stdout is read. */
        public Run(long id, RemoteCommand<?> command, boolean more, ActorRef<Ended> replyTo) {
            this(id, command, command.newReader(), more, replyTo);
        }
    }

    /** The run is over: no other command of it follows. Not needed after one that had no {@code more}. */
    public enum EndRun implements Command {
        INSTANCE
    }

    /** Time is up for this command: it is ended, and reported as {@link CutOff}. One that is over is left alone. */
    public record EndNow(long id) implements Command {}

    /**
     * The reply to {@link Run}.
     *
     * @param noSession why this host's runs use a connection per command, although the settings don't ask for it
     */
    public record Ended(long id, CommandResult result, Optional<String> noSession) {
        /** From a host that can have sessions, as far as is known. */
        public Ended(long id, CommandResult result) {
            this(id, result, Optional.empty());
        }
    }

    private record Connecting(Session session) implements Command {}

    private record Said(Session session, Session.Stream stream, SessionFrames.Part part) implements Command {}

    private record HandshakeOver(Session session) implements Command {}

    /** How it ended, or what broke here. */
    private record Gone(SshProcess process, CompletionStage<CommandResult> end) implements Command {}

    private record GraceOver(SshProcess process) implements Command {}

    private enum TryAgain implements Command {
        INSTANCE
    }

    /** How long a process may take to end when asked, before it is killed. */
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** How long a login may take at most, beyond the connect timeout, before a session is given up. */
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(60);

    private record Current(Run run, SshProcess process, boolean timeIsUp) {}

    private final SshTarget target;
    private final TimerScheduler<Command> timers;
    private final SshThreads threads;
    private final Duration handshakeLimit;
    private final SessionAvailability sessions;
    private final Set<SshProcess> ending = new HashSet<>();
    private Optional<Current> current = Optional.empty();
    private Optional<Session> session = Optional.empty();

    public static Behavior<Command> create(SshTarget target) {
        return create(target, Duration.ofDays(1));
    }

    /** @param handshakeLimit how long after the start of ssh a session must be ready, at most {@link #HANDSHAKE_LIMIT} */
    public static Behavior<Command> create(SshTarget target, Duration handshakeLimit) {
        return Behaviors.setup(context -> {
            context.setLoggerName(SshRunner.class);
            return Behaviors.withTimers(timers -> new SshRunner(context, timers, target, handshakeLimit));
        });
    }

    private SshRunner(
            ActorContext<Command> context, TimerScheduler<Command> timers, SshTarget target, Duration handshakeLimit) {
        super(context);
        this.target = target;
        this.timers = timers;
        var longest = target.connectTimeout().plus(HANDSHAKE_LIMIT);
        this.handshakeLimit = handshakeLimit.compareTo(longest) < 0 ? handshakeLimit : longest;
        this.sessions = new SessionAvailability(
                target, wait -> timers.startSingleTimer(TryAgain.INSTANCE, wait), context::getLog);
        this.threads = SshThreads.of(context.getSystem());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Run.class, this::onRun)
                .onMessage(Connecting.class, this::onConnecting)
                .onMessage(Said.class, this::onSaid)
                .onMessage(HandshakeOver.class, this::onHandshakeOver)
                .onMessage(Gone.class, this::onGone)
                .onMessage(EndRun.class, end -> onEndRun())
                .onMessage(EndNow.class, this::onEndNow)
                .onMessage(GraceOver.class, this::onGraceOver)
                .onMessage(TryAgain.class, again -> onTryAgain())
                .onSignal(PreRestart.class, signal -> onLosingAll("the ssh runner broke down and was restarted"))
                .onSignal(PostStop.class, signal -> onLosingAll("the ssh runner was stopped"))
                .build();
    }

    private Behavior<Command> onRun(Run run) {
        var plain = SshProcess.plain(target, run.command(), run.reader());
        lose("another command took its place");
        if (session.isPresent()) {
            current = Optional.of(new Current(run, session.get().process(), false));
            session.get().send(run);
        } else if (run.more() && sessions.isWanted()) {
            open(run);
        } else {
            current = Optional.of(new Current(run, plain, false));
            follow(plain, plain.run(() -> {}));
        }
        return this;
    }

    private void open(Run run) {
        var self = getContext().getSelf();
        var opened = new Session(target, threads, (from, stream, part) -> self.tell(new Said(from, stream, part)));
        session = Optional.of(opened);
        current = Optional.of(new Current(run, opened.process(), false));
        follow(opened.process(), opened.run(() -> self.tell(new Connecting(opened))));
    }

    private void follow(SshProcess process, CompletionStage<CommandResult> end) {
        getContext().pipeToSelf(end, (result, failure) -> new Gone(process, end));
    }

    private Behavior<Command> onConnecting(Connecting connecting) {
        timers.startSingleTimer(new HandshakeOver(connecting.session), handshakeLimit);
        return this;
    }

    /** Once time is up, only the end of a command still counts. */
    private Behavior<Command> onSaid(Said said) {
        boolean timeIsUp = current.filter(Current::timeIsUp).isPresent();
        if (session.stream().noneMatch(s -> s == said.session) || timeIsUp && !said.session.isReady()) {
            return this;
        }
        if (current.isEmpty()) { // Unasked: it could be taken for the end of the next command.
            said.session.process().kill();
            session = Optional.empty();
            return this;
        }
        var run = current.get().run;
        var progress = said.session.take(said.stream, said.part);
        if (progress == Session.Progress.READY) {
            timers.cancel(new HandshakeOver(said.session));
            said.session.send(run);
        } else if (progress == Session.Progress.ENDED) {
            reply(timeIsUp ? CutShort.result(said.session.result()) : said.session.result());
            if (!run.more() || timeIsUp) {
                endSession();
            }
        } else if (progress == Session.Progress.BROKEN && !timeIsUp) {
            lose("the host's end of the command can't be read");
        }
        return this;
    }

    private Behavior<Command> onHandshakeOver(HandshakeOver over) {
        if (isCurrent(over.session.process()) && !over.session.isReady() && !current.get().timeIsUp) {
            over.session.process().kill();
            goOnWithout("the remote sh wasn't ready within " + handshakeLimit.toSeconds() + " s");
        }
        return this;
    }

    /** If something broke here, it is the supervisor's: the future throws that. */
    private Behavior<Command> onGone(Gone gone) {
        ending.remove(gone.process);
        if (!isCurrent(gone.process)) {
            session = session.filter(s -> s.process() != gone.process);
            return this;
        }
        var result = gone.end.toCompletableFuture().join();
        var ended = session;
        session = Optional.empty();
        if (current.get().timeIsUp) {
            gone.process.kill(); // what it left behind
            reply(CutShort.result(ended, gone.process, result));
        } else {
            ended.flatMap(s -> s.notHad(result))
                    .ifPresentOrElse(
                            this::goOnWithout,
                            () -> reply(ended.map(s -> s.ended(result)).orElse(result)));
        }
        return this;
    }

    /** Nothing has run: the same command is run by a plain ssh, and so are the next ones. */
    private void goOnWithout(String reason) {
        var run = current.orElseThrow().run;
        session = Optional.empty();
        current = Optional.empty();
        sessions.notHad(reason);
        onRun(run);
    }

    private Behavior<Command> onTryAgain() {
        sessions.tryAgain();
        return this;
    }

    private Behavior<Command> onEndRun() {
        lose("its run is over");
        endSession();
        return this;
    }

    /** The remote side sees the end of its input and ends, and so does ssh. */
    private void endSession() {
        session.ifPresent(s -> {
            ending.add(s.process());
            timers.startSingleTimer(new GraceOver(s.process()), GRACE);
            s.end();
        });
        session = Optional.empty();
    }

    private Behavior<Command> onEndNow(EndNow endNow) {
        var named = current.filter(c -> c.run.id() == endNow.id && !c.timeIsUp);
        named.ifPresent(c -> {
            current = Optional.of(new Current(c.run, c.process, true));
            c.process.terminate();
            timers.startSingleTimer(new GraceOver(c.process), GRACE);
            // A plain ssh may be faster: with a short time limit, no run would ever get further.
            if (session.filter(s -> !s.isReady()).isPresent()) {
                sessions.notHad("the remote sh wasn't ready when time was up");
            }
        });
        return this;
    }

    private Behavior<Command> onGraceOver(GraceOver over) {
        if (ending.remove(over.process) || isCurrent(over.process)) {
            over.process.kill();
        }
        return this;
    }

    private Behavior<Command> onLosingAll(String reason) {
        lose(reason);
        session.ifPresent(s -> s.process().kill());
        ending.forEach(SshProcess::kill);
        return this;
    }

    /** Ends the command under way, and the session it is in. */
    private void lose(String reason) {
        current.ifPresent(c -> {
            c.process.kill();
            session = Optional.empty();
            reply(c.process.lost(reason));
        });
    }

    /** What an earlier command's process still has to say is of no interest. */
    private boolean isCurrent(SshProcess process) {
        return current.filter(c -> c.process == process).isPresent();
    }

    private void reply(CommandResult result) {
        var run = current.orElseThrow().run;
        current = Optional.empty();
        run.replyTo.tell(new Ended(run.id, result, sessions.obstacle()));
    }
}
