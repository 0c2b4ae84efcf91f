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
 * @param completeChains whether the cache is listed before and after the prune, so that what an engine left of its chains
 *     can be removed by name. Without an age there is nothing to complete
 * @param timeLimit for a whole run, {@link #MIN_TIME_LIMIT} to {@link #MAX_TIME_LIMIT}
 * @param probeTimeLimit for each command that only reads, connecting included: in the same range, at most that of the run
 */
public record PrunePolicy(
        BuilderPrune prune, boolean preflight, boolean completeChains, Duration timeLimit, Duration probeTimeLimit) {
    public static final Duration MIN_TIME_LIMIT = Duration.ofSeconds(1);
    /** Must be below the longest delay of Akka's timers, about 248 days. */
    public static final Duration MAX_TIME_LIMIT = Duration.ofDays(100);

    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofMinutes(10);
    private static final Duration DEFAULT_PROBE_TIME_LIMIT = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException if a time limit is out of range; the message names the field and its value */
    public PrunePolicy {
        require("timeLimit", timeLimit);
        require("probeTimeLimit", probeTimeLimit);
        probeTimeLimit = probeTimeLimit.compareTo(timeLimit) < 0 ? probeTimeLimit : timeLimit;
    }

    /** The prune and nothing after it. */
    public PrunePolicy(BuilderPrune prune, boolean preflight, Duration timeLimit, Duration probeTimeLimit) {
        this(prune, preflight, false, timeLimit, probeTimeLimit);
    }

    /** Likewise; commands that only read may take as long as the run. */
    public PrunePolicy(BuilderPrune prune, boolean preflight, Duration timeLimit) {
        this(prune, preflight, timeLimit, timeLimit);
    }

    private static void require(String field, Duration limit) {
        if (limit.compareTo(MIN_TIME_LIMIT) < 0 || limit.compareTo(MAX_TIME_LIMIT) > 0) {
            throw new IllegalArgumentException(
                    field + " is " + Seconds.of(limit).toPlainString() + " s: must be 1 s to 100 days");
        }
    }

    /**
     * The default policy: prunes cache last used longer ago than this, with a preflight, completes chains, and has time limits of
     * 10 minutes for a run and one minute for a command that only reads.
     */
    public static PrunePolicy olderThan(Age until) {
        return new PrunePolicy(BuilderPrune.olderThan(until), true, true, DEFAULT_TIME_LIMIT, DEFAULT_PROBE_TIME_LIMIT);
    }
}
