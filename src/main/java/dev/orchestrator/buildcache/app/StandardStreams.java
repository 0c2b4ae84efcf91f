package dev.orchestrator.buildcache.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The program's stdout and stderr, which nothing in it waits for: neither the log, nor a library that prints. Each is a
 * pipe to somebody else, who may stop reading.
 */
final class StandardStreams {
    /** Of each stream, in bytes: some thousand lines. */
    private static final int CAPACITY = 1 << 20;

    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

    /** Longer than Akka's shutdown may take; that is limited by itself. */
    private static final Duration SHUTDOWN_LIMIT = Duration.ofMinutes(2);

    private final AsyncOutput out = new AsyncOutput(new FileOutputStream(FileDescriptor.out), CAPACITY, "stdout");
    private final AsyncOutput err = new AsyncOutput(new FileOutputStream(FileDescriptor.err), CAPACITY, "stderr");

    private StandardStreams() {}

    /** Replaces {@code System.out} and {@code System.err}; to be called before anything is logged. */
    static StandardStreams replace() {
        var streams = new StandardStreams();
        System.setOut(new PrintStream(streams.out, true, charset("stdout.encoding")));
        System.setErr(new PrintStream(streams.err, true, charset("stderr.encoding")));
        return streams;
    }

    /** Java 17 doesn't have these properties; its default is the system's encoding. */
    private static Charset charset(String property) {
        return Charset.forName(
                System.getProperty(property, Charset.defaultCharset().name()));
    }

    /** Says on stderr why the program ends. Never dropped; it arrives if somebody reads within 2 s. */
    void sayLast(String line) {
        err.writeLast((line + System.lineSeparator()).getBytes(charset("stderr.encoding")));
    }

    /** How many lines of either were dropped because nobody read them. */
    long dropped() {
        return out.dropped() + err.dropped();
    }

    /** Waits, in the thread that ends the program, for what is still to be said, and then for its readers, 2 s at most. */
    void drainAfter(CompletionStage<?> end) {
        try {
            try {
                end.toCompletableFuture().get(SHUTDOWN_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // Whatever happened, there may be something to say about it.
            }
            long deadline = System.nanoTime() + DRAIN_LIMIT.toNanos();
            err.drain(DRAIN_LIMIT);
            out.drain(Duration.ofNanos(deadline - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
