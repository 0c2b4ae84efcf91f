package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.time.Instant;

/**
 * A run that is over.
 *
 * @param start when it was decided on; the interval counts from here
 * @param end when its outcome was known
 */
public record Run(Instant start, Instant end, Verdict verdict) {

    /** Never negative: a clock that was set back in mid-run shows as zero. */
    public Duration duration() {
        var duration = Duration.between(start, end);
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    /** For a log line: what came of it, what it reclaimed, and how long it took. */
    public String summary() {
        return verdict.outcome().word()
                + ": reclaimed " + verdict.reclaimed().map(ByteSize::inGb).orElse("unknown")
                + ", took " + Seconds.of(duration()).toPlainString() + " s"
                + verdict.error().map(error -> "; " + error).orElse("");
    }
}
