package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One local process, from before its start to after its end. It can be ended at any time, even while it is being
 * started.
 */
final class SshProcess {
    /** How long the streams may stay open after the process is gone: a process it left behind may hold them forever. */
    private static final long STREAMS_GRACE_MS = 1000;

    private final List<String> commandLine;
    private final Optional<String> firstLine;
    private final Sink stdout;
    private final LoginMark stderr;

    /** Every process that came of this one, as far as seen when it was ended: the children outlive their parent. */
    private final Set<ProcessHandle> family = new LinkedHashSet<>();

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
     * @param blocking where a thread may block as long as the process lives
     * @param onStart called there once the process has started
     * @return how it ended: {@link Exited} or {@link NotStarted}. Fails only if something here breaks
     */
    CompletionStage<CommandResult> run(Executor blocking, Runnable onStart) {
        var end = new CompletableFuture<CommandResult>();
        blocking.execute(() -> {
            try {
                start(onStart, end);
            } catch (IOException e) {
                end.complete(new NotStarted(e.getMessage()));
            } catch (RuntimeException | Error e) {
                kill();
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    private void start(Runnable onStart, CompletableFuture<CommandResult> end) throws IOException {
        if (isEnded()) {
            throw new IOException("it was ended before it was started");
        }
        var log = SshLog.open();
        end.whenComplete((result, failure) -> log.delete());
        var started = new ProcessBuilder(commandLine(log)).start();
        own(started);
        onStart.run();
        if (firstLine.isPresent()) {
            write(firstLine.get());
        } else {
            closeInput();
        }
        var readErr = new CompletableFuture<Void>();
        var readOut = new CompletableFuture<Void>();
        started.onExit()
                .thenCompose(gone -> CompletableFuture.allOf(readOut, readErr)
                        .completeOnTimeout(null, STREAMS_GRACE_MS, TimeUnit.MILLISECONDS))
                .thenAccept(read -> end.complete(result(started.exitValue(), log)));
        // Not another thread of the pool: with enough processes, each could have one and wait for the other.
        var reader = new Thread(() -> drain(stderr, started.getErrorStream(), readErr), "stderr of ssh");
        reader.setDaemon(true);
        reader.start();
        drain(stdout, started.getInputStream(), readOut);
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
        // ssh says why it failed. A code of 255 without a word is the host's, or a signal ended the command there.
        boolean ofHost = code == 255 && stderr.isLoggedIn() && log.isApart() && said.isBlank();
        return new Exited(code, stdout.text(), stderr.text(), said, ofHost);
    }

    private static void drain(Sink sink, InputStream stream, CompletableFuture<Void> read) {
        try {
            sink.drain(stream);
        } finally {
            read.complete(null);
        }
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
        }
    }
}
