package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import java.io.IOException;
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
    /** A figure stands at the end of stdout. */
    private static final int STDOUT_TAIL = 64 * 1024;
    /** What went wrong stands at the beginning of stderr or at its end. */
    private static final int STDERR_HEAD = 8 * 1024;

    private static final int STDERR_TAIL = 8 * 1024;

    /** How long the streams may stay open after the process is gone: somebody it left behind may hold them for ever. */
    private static final long STREAMS_GRACE_MS = 1000;

    private final List<String> commandLine;
    private final BoundedOutput stdout = new BoundedOutput(0, STDOUT_TAIL);
    private final BoundedOutput stderr = new BoundedOutput(STDERR_HEAD, STDERR_TAIL);

    /** Every process that came of this one, as far as seen when it was ended: the children outlive their parent. */
    private final Set<ProcessHandle> family = new LinkedHashSet<>();

    private Process process;
    private boolean ended;

    SshProcess(List<String> commandLine) {
        this.commandLine = List.copyOf(commandLine);
    }

    /**
     * Starts the process and reads both its streams until it is gone.
     *
     * @param blocking where threads may block: two as long as the process lives
     * @return how it ended: {@link Exited} or {@link NotStarted}. Fails only if something here breaks
     */
    CompletionStage<CommandResult> run(Executor blocking) {
        return CompletableFuture.supplyAsync(this::start, blocking)
                .thenCompose(failure ->
                        failure.map(CompletableFuture::completedStage).orElseGet(() -> untilGone(blocking)));
    }

    private Optional<CommandResult> start() {
        try {
            var started = new ProcessBuilder(commandLine).start();
            started.getOutputStream().close();
            own(started);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new NotStarted(e.getMessage()));
        }
    }

    private synchronized void own(Process started) {
        process = started;
        if (ended) {
            kill();
        }
    }

    private CompletionStage<CommandResult> untilGone(Executor blocking) {
        var streams = CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> stdout.drain(process.getInputStream()), blocking),
                CompletableFuture.runAsync(() -> stderr.drain(process.getErrorStream()), blocking));
        return process.onExit()
                .thenCompose(gone -> streams.completeOnTimeout(null, STREAMS_GRACE_MS, TimeUnit.MILLISECONDS))
                .thenApply(read -> new Exited(process.exitValue(), stdout.text(), stderr.text()));
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
