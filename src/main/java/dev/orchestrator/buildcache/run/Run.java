package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A completed run.
 *
 * @param start time of the decision to run; the interval counts from here
 * @param end time when its outcome was known
 * @param rungs its prunes, as far as they were sent, in this order
 * @param remains why it removed nothing or little, or what it left that it could have removed; empty if there is nothing to
 *     say, or if the cache was not listed
 */
public record Run(Instant start, Instant end, Outcome outcome, List<Rung> rungs, Optional<Remains> remains) {
    public Run {
        rungs = List.copyOf(rungs);
    }

    /** Without its prunes and what it left. */
    public Run(Instant start, Instant end, Outcome outcome) {
        this(start, end, outcome, List.of(), Optional.empty());
    }

    /**
     * What it removed of chains that the engine had left, which is part of {@link Outcome#reclaimed}; empty if it didn't
     * complete any.
     */
    public Optional<ByteSize> ofChains() {
        return rungs.stream()
                .filter(Rung::isByRecords)
                .flatMap(rung -> rung.outcome().reclaimed().stream())
                .reduce(ByteSize::plus);
    }

    /** Never negative: zero if the clock was set back during the run. */
    public Duration duration() {
        var duration = Duration.between(start, end);
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** For a log line: the outcome, what was reclaimed, and how long it took. */
    public String summary() {
        return outcome.kind().word()
                + ": reclaimed " + outcome.reclaimed().map(ByteSize::human).orElse("unknown")
                + ofChains()
                        .map(bytes -> " (" + bytes.human() + " of it in chains that the engine had left)")
                        .orElse("")
                + ", took " + Seconds.of(duration()).toPlainString() + " s"
                + outcome.error().map(error -> "; " + error).orElse("")
                + remains.map(left -> "; " + left.text()).orElse("");
    }
}
