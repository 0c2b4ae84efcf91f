package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.time.Instant;

/**
 * A completed run.
 *
 * @param start time of the decision to run; the interval counts from here
 * @param end time when its outcome was known
 */
public record Run(Instant start, Instant end, Outcome outcome) {

    /** Never negative: zero if the clock was set back during the run. */
    public Duration duration() {
        var duration = Duration.between(start, end);
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** For a log line: the outcome, what was reclaimed, and how long it took. */
    public String summary() {
        return outcome.kind().word()
                + ": reclaimed " + outcome.reclaimed().map(ByteSize::human).orElse("unknown")
                + ", took " + Seconds.of(duration()).toPlainString() + " s"
                + outcome.error().map(error -> "; " + error).orElse("");
    }
}
