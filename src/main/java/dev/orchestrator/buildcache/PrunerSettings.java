package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.prune.RemoteCommand.BuilderPrune;
import dev.orchestrator.buildcache.prune.RunPlan;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link Pruner} is to do.
 *
 * @param enabled false: never run anything, only answer
 * @param interval least time between the starts of two runs, {@link #MIN_TIME} or more
 * @param prune what to run
 * @param timeLimit of a whole run, {@link #MIN_TIME} to {@link #MAX_TIME_LIMIT}
 * @param preflight whether the host is asked before each run whether it is Docker Engine. Without it, a host where
 *     {@code docker} is Podman loses images
 * @param target the host; empty means that there is nothing to prune
 */
public record PrunerSettings(
        boolean enabled,
        Duration interval,
        BuilderPrune prune,
        Duration timeLimit,
        boolean preflight,
        Optional<SshTarget> target) {

    public static final Duration MIN_TIME = Duration.ofSeconds(1);
    /** Under the longest delay that Akka's timers take, about 248 days. */
    public static final Duration MAX_TIME_LIMIT = Duration.ofDays(100);

    /** @throws IllegalArgumentException if a time is out of range */
    public PrunerSettings {
        if (interval.compareTo(MIN_TIME) < 0) {
            throw new IllegalArgumentException("the interval is under 1 s");
        }
        if (timeLimit.compareTo(MIN_TIME) < 0 || timeLimit.compareTo(MAX_TIME_LIMIT) > 0) {
            throw new IllegalArgumentException("the time limit is not within 1 s to 100 days");
        }
    }

    /** The host's name; empty if there is none. */
    public String host() {
        return target.map(SshTarget::host).orElse("");
    }

    RunPlan plan() {
        return new RunPlan(preflight, prune, timeLimit);
    }
}
