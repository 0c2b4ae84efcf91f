package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private final LoginMark stderr;

    /** Every process that came of this one, as far as seen when it was ended: the children outlive their parent. */
    private final Set<ProcessHandle> family = new LinkedHashSet<>();

    private final CompletableFuture<CommandResult> end = new CompletableFuture<>();
    private volatile Process process;
    private boolean ended;

    /** A process that reads nothing. */
    static SshProcess plain(List<String> commandLine) {
        return new SshProcess(commandLine, Optional.empty(), BoundedOutput.ofStdout(), BoundedOutput.ofStderr());
    }

    /** A process that reads lines, this one first. */
    static SshProcess session(List<String> commandLine, String firstLine, Sink stdout, Sink stderr) {
        return new SshProcess(commandLine, Optional.of(firstLine), stdout, stderr);
    }

    private SshProcess(List<String> commandLine, Optional<String> firstLine, Sink stdout, Sink stderr) {
        this.commandLine = List.copyOf(commandLine);
        this.firstLine = firstLine;
        this.stdout = stdout;
        this.stderr = new LoginMark(stderr);
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
        var log = SshLog.open();
        try {
            if (start(log)) {
                OrphanGuard.OF_THIS_PROGRAM.watch(process);
                onStart.run();
                giveFirstLine();
                int code = new ProcessOutput(process, stdout, stderr).readToEnd();
                end.complete(result(code, log));
            }
        } catch (IOException | InterruptedException e) {
            end.complete(new Lost("what ssh prints can't be read: " + e.getMessage()));
            kill();
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
            kill();
        } finally {
            log.delete();
            if (process != null) {
                OrphanGuard.OF_THIS_PROGRAM.release(process);
            }
        }
    }

    /** @return whether there is a process to follow */
    private boolean start(SshLog log) {
        if (isEnded()) {
            return false;
        }
        try {
            own(new ProcessBuilder(commandLine(log)).start());
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

    /** With what tells ssh's words from the host's. */
    private List<String> commandLine(SshLog log) {
        var line = new ArrayList<>(commandLine.subList(0, 1));
        line.addAll(log.arguments());
        line.addAll(stderr.arguments());
        line.addAll(commandLine.subList(1, commandLine.size()));
        return line;
    }

    private Exited result(int code, SshLog log) {
        var said = log.text();
        log.delete();
        // ssh says why it failed. A code of 255 without a word is the host's, or a signal ended the command there.
        boolean ofHost = code == 255 && stderr.isLoggedIn() && log.isApart() && said.isBlank();
        return new Exited(code, stdout.text(), stderr.text(), said, ofHost);
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
    }

    private void endAll() {
        ended = true;
        if (process != null) {
            // Asked first: once the process is gone, nobody knows its children any more.
            process.descendants().forEach(family::add);
            family.add(process.toHandle());
        } else {
            end.complete(new NotStarted(Failure.OTHER, "it was ended before it was started"));
        }
    }
}
