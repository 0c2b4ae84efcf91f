package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;

/**
 * What a run may do to a host.
 *
 * @param prune the prune command
 * @param preflight whether each run first checks that the host runs Docker Engine. Without it, a host where {@code
 *     docker} is an alias for Podman loses images
 * @param timeLimit for a whole run, {@link #MIN_TIME_LIMIT} to {@link #MAX_TIME_LIMIT}
 */
public record PrunePolicy(BuilderPrune prune, boolean preflight, Duration timeLimit) {
    public static final Duration MIN_TIME_LIMIT = Duration.ofSeconds(1);
    /** Must be below the longest delay of Akka's timers, about 248 days. */
    public static final Duration MAX_TIME_LIMIT = Duration.ofDays(100);

    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException if the time limit is out of range; the message names the field and its value */
    public PrunePolicy {
        if (timeLimit.compareTo(MIN_TIME_LIMIT) < 0 || timeLimit.compareTo(MAX_TIME_LIMIT) > 0) {
            throw new IllegalArgumentException(
                    "timeLimit is " + Seconds.of(timeLimit).toPlainString() + " s: must be 1 s to 100 days");
        }
    }

    /**
     * The default policy: prunes cache last used longer ago than this, with a preflight and a time limit of 10 minutes.
     */
    public static PrunePolicy olderThan(Age until) {
        return new PrunePolicy(BuilderPrune.olderThan(until), true, DEFAULT_TIME_LIMIT);
    }
}
