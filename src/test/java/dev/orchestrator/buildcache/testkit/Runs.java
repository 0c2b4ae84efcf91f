package dev.orchestrator.buildcache.testkit;

import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Completed runs; each took 2.5 s. */
public final class Runs {
    private static final Duration TIME = Duration.ofMillis(2500);

    private Runs() {}

    public static Run ended(Instant start, Outcome outcome) {
        return new Run(start, start.plus(TIME), outcome);
    }

    public static Run succeeded(Instant start, long bytes) {
        return ended(start, succeeded(bytes));
    }

    public static Run failed(Instant start, String error) {
        return ended(start, failed(Failure.OTHER, error));
    }

    public static Outcome succeeded(long bytes) {
        return new Outcome.Succeeded(new ByteSize(bytes));
    }

    public static Outcome failed(Failure failure, String error) {
        return new Outcome.Failed(failure, Optional.of(failure == Failure.HOST_UNREACHABLE ? 255 : 1), error);
    }

    /** More was said than the error has. */
    public static Outcome failed(Failure failure, String error, String details) {
        return new Outcome.Failed(failure, Optional.of(255), error, Optional.of(details));
    }

    /** An outcome of each kind, with some text where it has one. */
    public static Outcome some(Outcome.Kind kind) {
        return switch (kind) {
            case SUCCEEDED -> succeeded(1_986_000_000L);
            case UNCONFIRMED -> new Outcome.Unconfirmed();
            case FAILED -> failed(Failure.OTHER, "rc=1: no");
            case UNKNOWN -> Outcome.Unknown.timeout(Duration.ofMinutes(10));
            case REFUSED -> new Outcome.Refused("its docker is Podman, where this command deletes images");
            case SKIPPED -> Outcome.Skipped.NO_HOST;
        };
    }

    public static Tally tally(Run... runs) {
        var tally = Tally.EMPTY;
        for (var run : runs) {
            tally = tally.with(run);
        }
        return tally;
    }
}
