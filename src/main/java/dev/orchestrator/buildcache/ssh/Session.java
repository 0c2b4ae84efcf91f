package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.AnswerReader;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.ssh.SessionFrames.Part;
import dev.orchestrator.buildcache.value.OneLine;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One ssh process that runs commands one after the other, see {@link SessionText}. A command is written only when both
 * streams have said that the one before it has ended, or at first that the remote side is ready. For one thread.
 */
final class Session {
    enum Stream {
        STDOUT,
        STDERR
    }

    /** Is told what a stream says. */
    interface Listener {
        void said(Session session, Stream stream, Part part);
    }

    /** How far a session is by what a stream said. */
    enum Progress {
        /** The other stream hasn't said it yet. */
        WAITING,
        /** It takes the first command. */
        READY,
        /** The command has ended, see {@link #result}. */
        ENDED,
        /** A marker was malformed, or came unasked: nothing more can be told. */
        BROKEN
    }

    private static final int WORDS_SHOWN = 200;
    private static final AnswerReader<?> NO_READER = AnswerReader.ofKept(end -> Optional.empty());

    private final SshProcess process;
    private final SshThreads threads;

    /** What each stream has said since the last line was written. */
    private Optional<Part> onStdout = Optional.empty();

    private Optional<Part> onStderr = Optional.empty();
    private boolean ready;
    /** Of the command whose answer is coming. */
    private volatile AnswerReader<?> reader = NO_READER;

    /**
     * @param listener is told in other threads; it is to call {@link #take}
     */
    Session(SshTarget target, SshThreads threads, Listener listener) {
        var nonce = SessionText.newNonce();
        this.process = SshProcess.session(
                target,
                nonce,
                SessionFrames.ofStdout(nonce, () -> reader, part -> onStdout(listener, part)),
                SessionFrames.ofStderr(nonce, part -> listener.said(this, Stream.STDERR, part)));
        this.threads = threads;
    }

    /** A host whose key ssh couldn't keep gets no command. Checked here, since an actor isn't to read a file. */
    private void onStdout(Listener listener, Part part) {
        // What comes before the next command is sent is none of its answer.
        reader = NO_READER;
        if (part instanceof Part.Ready && process.keyIsUnrecorded()) {
            process.kill();
        } else {
            listener.said(this, Stream.STDOUT, part);
        }
    }

    /** See {@link SshProcess#run}. */
    CompletionStage<CommandResult> run(Runnable onStart) {
        return process.run(onStart);
    }

    SshProcess process() {
        return process;
    }

    /** Whether the handshake has come; before that, nothing has run. */
    boolean isReady() {
        return ready;
    }

    /** Notes what a stream said. */
    Progress take(Stream stream, Part part) {
        var before = stream == Stream.STDOUT ? onStdout : onStderr;
        if (before.isPresent() || part instanceof Part.Malformed) {
            return Progress.BROKEN;
        }
        if (stream == Stream.STDOUT) {
            onStdout = Optional.of(part);
        } else {
            onStderr = Optional.of(part);
        }
        if (onStdout.isEmpty() || onStderr.isEmpty()) {
            return Progress.WAITING;
        }
        boolean wasReady = ready;
        ready = true;
        return wasReady ? Progress.ENDED : Progress.READY;
    }

    /** The end of the command, after {@link Progress#ENDED}. */
    Exited result() {
        var out = (Part.Frame) onStdout.orElseThrow();
        var err = (Part.Frame) onStderr.orElseThrow();
        return new Exited(out.code(), out.text(), err.text(), true);
    }

    void send(SshRunner.Run run) {
        onStdout = Optional.empty();
        onStderr = Optional.empty();
        reader = run.reader();
        var line = run.command().line();
        threads.writing().execute(() -> process.write(line));
    }

    /** There are no more commands: the remote side ends, and ssh with it. */
    void end() {
        threads.writing().execute(process::closeInput);
    }

    /**
     * Why there was no session, if the end of its process means that a plain ssh may do better: nothing has run, and
     * nothing is wrong with ssh itself, which would exit with 255 (ssh(1), EXIT STATUS).
     */
    Optional<String> notHad(CommandResult end) {
        return !ready && end instanceof Exited exited && exited.code() != 255
                ? Optional.of("ssh ended before the remote sh was ready: " + words(exited))
                : Optional.empty();
    }

    /** What the end of its process means for the command that waits for the session, or was sent. */
    CommandResult ended(CommandResult end) {
        return ready && end instanceof Exited exited
                ? new Lost(
                        exited.isPerhapsOfSsh() ? Failure.HOST_UNREACHABLE : Failure.OTHER,
                        "the connection ended before the command did: " + lastWords(exited))
                : end;
    }

    private static String words(Exited exited) {
        return "rc=" + exited.code() + ": " + OneLine.of(exited.stderr(), WORDS_SHOWN);
    }

    /** Without what the command wrote to stderr before. */
    private static String lastWords(Exited exited) {
        var said = exited.ssh().isBlank() ? exited.stderr() : exited.ssh();
        var last = said.lines().filter(line -> !line.isBlank()).reduce((earlier, later) -> later);
        return "rc=" + exited.code() + ": " + OneLine.of(last.orElse("(no message)"), WORDS_SHOWN);
    }
}
