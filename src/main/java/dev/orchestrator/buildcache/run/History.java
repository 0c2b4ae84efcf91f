package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The last {@value #LIMIT} runs of a host, immutable.
 *
 * <p>Packed into arrays of primitives, some 30 bytes a run: with thousands of hosts in one JVM, a million runs as
 * objects of their own would not fit into a small heap.
 */
public final class History {
    public static final int LIMIT = 100;

    public static final History EMPTY = new History(new long[0], new String[0]);

    /** Values a run: start and end in ms since the epoch, reclaimed bytes, and outcome, failure and exit code in one. */
    private static final int WIDTH = 4;

    private static final long NONE = -1;
    private static final Outcome[] OUTCOMES = Outcome.values();
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

    /** This and one more run; without the oldest if it were more than {@value #LIMIT}. Times are kept to the millisecond. */
    public History with(Run run) {
        int kept = Math.min(size(), LIMIT - 1);
        int from = size() - kept;
        var newValues = Arrays.copyOfRange(values, from * WIDTH, (size() + 1) * WIDTH);
        var newErrors = Arrays.copyOfRange(errors, from, size() + 1);
        var verdict = run.verdict();
        int at = kept * WIDTH;
        newValues[at] = run.start().toEpochMilli();
        newValues[at + 1] = run.end().toEpochMilli();
        newValues[at + 2] = verdict.reclaimed().map(ByteSize::bytes).orElse(NONE);
        newValues[at + 3] = packed(verdict);
        newErrors[kept] = verdict.error().map(this::shared).orElse(null);
        return new History(newValues, newErrors);
    }

    /** The same trouble over and over is one string. */
    private String shared(String error) {
        return size() > 0 && error.equals(errors[size() - 1]) ? errors[size() - 1] : error;
    }

    /** How many of the newest runs, one after the other, did not succeed. */
    public int withoutSuccess() {
        int newest = size() - 1;
        int i = newest;
        while (i >= 0 && OUTCOMES[(int) (values[i * WIDTH + 3] & 0xff)] != Outcome.SUCCEEDED) {
            i--;
        }
        return newest - i;
    }

    /** What the runs here reclaimed that ended then or later. */
    public ByteSize reclaimedSince(Instant then) {
        var sum = ByteSize.ZERO;
        for (int at = 0; at < values.length; at += WIDTH) {
            if (values[at + 1] >= then.toEpochMilli() && values[at + 2] != NONE) {
                sum = sum.plus(new ByteSize(values[at + 2]));
            }
        }
        return sum;
    }

    /** Whether every run since the program's start is here that ended then or later. */
    public boolean reachesBackTo(Instant then) {
        return size() < LIMIT || values[1] < then.toEpochMilli();
    }

    /** The runs, newest first. */
    public List<Run> newestFirst() {
        var runs = new ArrayList<Run>(size());
        for (int i = size() - 1; i >= 0; i--) {
            int at = i * WIDTH;
            runs.add(new Run(
                    Instant.ofEpochMilli(values[at]),
                    Instant.ofEpochMilli(values[at + 1]),
                    verdict(values[at + 3], values[at + 2], errors[i])));
        }
        return runs;
    }

    private static long packed(Verdict verdict) {
        long exitCode = verdict.exitCode().map(Integer::toUnsignedLong).orElse(1L << 32);
        long failure = verdict.failure().map(Failure::ordinal).orElse(FAILURES.length);
        return exitCode << 16 | failure << 8 | verdict.outcome().ordinal();
    }

    private static Verdict verdict(long packed, long reclaimed, String error) {
        int failure = (int) (packed >> 8 & 0xff);
        long exitCode = packed >> 16;
        return new Verdict(
                OUTCOMES[(int) (packed & 0xff)],
                failure < FAILURES.length ? Optional.of(FAILURES[failure]) : Optional.empty(),
                exitCode >> 32 == 0 ? Optional.of((int) exitCode) : Optional.empty(),
                reclaimed == NONE ? Optional.empty() : Optional.of(new ByteSize(reclaimed)),
                Optional.ofNullable(error));
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
