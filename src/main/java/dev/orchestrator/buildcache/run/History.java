package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The last {@value #LIMIT} runs of a host, immutable. Without the details of their errors, their prunes
 * and what they left, which would fill a heap.
 *
 * <p>Packed into arrays of primitives, about 30 bytes per run: with thousands of hosts in one JVM, a million objects
 * would not fit into a small heap.
 */
public final class History {
    public static final int LIMIT = 100;

    public static final History EMPTY = new History(new long[0], new String[0]);

    /**
     * Values per run: start and end in ms since the epoch, reclaimed bytes, and outcome, failure and exit code in one.
     */
    private static final int WIDTH = 4;

    private static final long NONE = -1;
    private static final Outcome.Kind[] KINDS = Outcome.Kind.values();
    private static final Failure[] FAILURES = Failure.values();

    private final long[] values;
    private final String[] errors;

    private History(long[] values, String[] errors) {
        this.values = values;
        this.errors = errors;
    }

    public int size() {
        return errors.length;
    }

    /**
     * Returns a history with this run added; the oldest is dropped beyond {@value #LIMIT}. Times are in milliseconds.
     */
    public History with(Run run) {
        int kept = Math.min(size(), LIMIT - 1);
        int from = size() - kept;
        var newValues = Arrays.copyOfRange(values, from * WIDTH, (size() + 1) * WIDTH);
        var newErrors = Arrays.copyOfRange(errors, from, size() + 1);
        var outcome = run.outcome();
        int at = kept * WIDTH;
        newValues[at] = run.start().toEpochMilli();
        newValues[at + 1] = run.end().toEpochMilli();
        newValues[at + 2] = outcome.reclaimed().map(ByteSize::bytes).orElse(NONE);
        newValues[at + 3] = packed(outcome);
        newErrors[kept] = text(outcome).map(this::shared).orElse(null);
        return new History(newValues, newErrors);
    }

    /** Repeated errors share one string, to save memory. */
    private String shared(String error) {
        return size() > 0 && error.equals(errors[size() - 1]) ? errors[size() - 1] : error;
    }

    /** The runs, newest first. */
    public List<Run> newestFirst() {
        var runs = new ArrayList<Run>(size());
        for (int i = size() - 1; i >= 0; i--) {
            int at = i * WIDTH;
            runs.add(new Run(
                    Instant.ofEpochMilli(values[at]),
                    Instant.ofEpochMilli(values[at + 1]),
                    outcome(values[at + 3], values[at + 2], errors[i])));
        }
        return runs;
    }

    private static long packed(Outcome outcome) {
        long exitCode = outcome.exitCode().map(Integer::toUnsignedLong).orElse(1L << 32);
        long failure = outcome.failure().map(Failure::ordinal).orElse(FAILURES.length);
        return exitCode << 16 | failure << 8 | outcome.kind().ordinal();
    }

    /** The text from which {@link #outcome} restores the outcome. */
    private static Optional<String> text(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? Optional.of(refused.objection()) : outcome.error();
    }

    private static Outcome outcome(long packed, long reclaimed, String text) {
        long exitCode = packed >> 16;
        return switch (KINDS[(int) (packed & 0xff)]) {
            case SUCCEEDED -> new Outcome.Succeeded(new ByteSize(reclaimed));
            case UNCONFIRMED -> new Outcome.Unconfirmed();
            case FAILED ->
                new Outcome.Failed(
                        FAILURES[(int) (packed >> 8 & 0xff)],
                        exitCode >> 32 == 0 ? Optional.of((int) exitCode) : Optional.empty(),
                        text,
                        Optional.empty(),
                        soFar(reclaimed));
            case UNKNOWN -> new Outcome.Unknown(text, soFar(reclaimed));
            case REFUSED -> new Outcome.Refused(text);
            case SKIPPED -> new Outcome.Skipped(text);
        };
    }

    private static Optional<ByteSize> soFar(long reclaimed) {
        return reclaimed == NONE ? Optional.empty() : Optional.of(new ByteSize(reclaimed));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof History history
                && Arrays.equals(values, history.values)
                && Arrays.equals(errors, history.errors);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return newestFirst().toString();
    }
}
