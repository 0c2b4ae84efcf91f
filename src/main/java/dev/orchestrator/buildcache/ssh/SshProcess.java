package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.AnswerReader;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One local process, from before its start to after its end. It can be ended at any time, even while it is being
 * started. It has a thread of its own as long as it lives, so that none has to wait for another.
 */
final class SshProcess {
    private final List<String> commandLine;
    private final Optional<String> firstLine;
    private final Sink stdout;
    private final SshWords words;
    private final Set<String> passEnvironment;

    /** Every process that came of this one, as far as seen when it was ended: the children outlive their parent. */
    private final Set<ProcessHandle> family = new LinkedHashSet<>();

    private final CompletableFuture<CommandResult> end = new CompletableFuture<>();
    private volatile Process process;
    private boolean ended;

    /** A process that reads nothing. */
    static SshProcess plain(SshTarget target, RemoteCommand<?> command, AnswerReader<?> reader) {
        var line = target.commandLine(command);
        var stdout = new WithReader(BoundedOutput.ofStdout(), () -> reader);
        return new SshProcess(target, line, Optional.empty(), stdout, BoundedOutput.ofStderr());
    }

    /** A process that reads lines, this one first. */
    static SshProcess session(SshTarget target, String firstLine, Sink stdout, Sink stderr) {
        return new SshProcess(target, target.sessionLine(), Optional.of(firstLine), stdout, stderr);
    }

    private SshProcess(
            SshTarget target, List<String> commandLine, Optional<String> firstLine, Sink stdout, Sink stderr) {
        this.commandLine = List.copyOf(commandLine);
        this.firstLine = firstLine;
        this.stdout = stdout;
        this.words = new SshWords(target, stderr);
        this.passEnvironment = target.passEnvironment();
    }

    /**
     * Starts the process and reads both its streams until it is gone.
     *
     * @param onStart called once the process has started, in another thread
     * @return how it ended: {@link Exited}, {@link NotStarted} or {@link Lost}. Fails only if something here breaks
     */
    CompletionStage<CommandResult> run(Runnable onStart) {
        var thread = new Thread(() -> startAndFollow(onStart), "ssh");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) { // which is what the JDK throws, not for want of memory alone
            end.complete(new NotStarted(Failure.OTHER, "no thread for ssh: " + noThread.getMessage()));
        }
        return end;
    }

    private void startAndFollow(Runnable onStart) {
        try {
            if (start()) {
                OrphanGuard.OF_THIS_PROGRAM.watch(process);
                onStart.run();
                giveFirstLine();
                int code = new ProcessOutput(process, stdout, words.stderr()).readToEnd();
                var result = words.result(code, stdout.text());
                words.delete();
                end.complete(result);
            }
        } catch (IOException | InterruptedException e) {
            end.complete(new Lost("what ssh prints can't be read: " + e.getMessage()));
            kill();
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
            kill();
        } finally {
            words.delete();
            if (process != null) {
                OrphanGuard.OF_THIS_PROGRAM.release(process);
            }
        }
    }

    /** @return whether there is a process to follow */
    private boolean start() {
        if (isEnded()) {
            return false;
        }
        try {
            var builder = new ProcessBuilder(words.toldApart(commandLine));
            SshEnvironment.restrict(builder.environment(), passEnvironment);
            own(builder.start());
            return true;
        } catch (IOException e) {
            end.complete(new NotStarted(e.getMessage()));
            return false;
        }
    }

    private void giveFirstLine() {
        if (firstLine.isPresent()) {
            write(firstLine.get());
        } else {
            closeInput();
        }
    }

    /** Whether the host let it in, as far as ssh told. */
    boolean isLoggedIn() {
        return words.isLoggedIn();
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private synchronized void own(Process started) {
        process = started;
        if (ended) {
            kill();
        }
    }

    /** See {@link SshWords#keyIsUnrecorded}. */
    boolean keyIsUnrecorded() {
        return words.keyIsUnrecorded();
    }

    /** Gives it another line. Blocks while the process doesn't read; a process that is gone is told by its end. */
    void write(String line) {
        try {
            var stdin = process.getOutputStream();
            stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            stdin.flush();
        } catch (IOException gone) {
            // run() says how it ended.
        }
    }

    /** It gets no further line. Blocks like {@link #write}. */
    void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // run() says how it ended.
        }
    }

    /** What a command was given to it for, and doesn't end with it any more. */
    synchronized CommandResult lost(String reason) {
        return process == null ? new NotStarted(Failure.OTHER, reason) : new Lost(reason);
    }

    /** Asks it to end (SIGTERM), and all that came of it. */
    synchronized void terminate() {
        endAll();
        family.forEach(ProcessHandle::destroy);
    }

    /** Ends it (SIGKILL), and all that came of it. */
    synchronized void kill() {
        endAll();
        family.forEach(ProcessHandle::destroyForcibly);
        // Now, since this program may be ending too.
        words.delete();
    }

    private void endAll() {
        ended = true;
        if (process != null) {
            // Asked first: once the process is gone, nobody knows its children any more. It is ended before them, or it
            // could see them end, and exit with a code of its own as if it had finished.
            var children = process.descendants().toList();
            family.add(process.toHandle());
            family.addAll(children);
        } else {
            end.complete(new NotStarted(Failure.OTHER, "it was ended before it was started"));
        }
    }
}
