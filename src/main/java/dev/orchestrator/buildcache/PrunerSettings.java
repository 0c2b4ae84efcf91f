package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.RemoteCommand.BuilderPrune;
import dev.orchestrator.buildcache.run.RunPlan;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link Pruner} is to do.
 *
 * @param name of the host, for people
 * @param enabled false: never run anything, only answer
 * @param schedule when runs are to start
 * @param retryAfter how soon to try again after a run that failed or whose end is unknown, {@link #MIN_TIME} or more;
 *     empty: as the schedule says
 * @param prune what to run
 * @param timeLimit of a whole run, {@link #MIN_TIME} to {@link #MAX_TIME_LIMIT}
 * @param preflight whether the host is asked before each run whether it is Docker Engine. Without it, a host where
 *     {@code docker} is Podman loses images
 * @param target the host; empty means that there is nothing to prune
 */
public record PrunerSettings(
        String name,
        boolean enabled,
        Schedule schedule,
        Optional<Duration> retryAfter,
        BuilderPrune prune,
        Duration timeLimit,
        boolean preflight,
        Optional<SshTarget> target) {

    public static final Duration MIN_TIME = Duration.ofSeconds(1);
    /** Under the longest delay that Akka's timers take, about 248 days. */
    public static final Duration MAX_TIME_LIMIT = Duration.ofDays(100);

    /** @throws IllegalArgumentException if a time is out of range */
    public PrunerSettings {
        if (retryAfter.stream().anyMatch(wait -> wait.compareTo(MIN_TIME) < 0)) {
            throw new IllegalArgumentException("the wait before a retry is under 1 s");
        }
        if (timeLimit.compareTo(MIN_TIME) < 0 || timeLimit.compareTo(MAX_TIME_LIMIT) > 0) {
            throw new IllegalArgumentException("the time limit is not within 1 s to 100 days");
        }
    }

    /** One host, named after itself, at an interval of 1 s or more, without retries. */
    public PrunerSettings(
            boolean enabled,
            Duration interval,
            BuilderPrune prune,
            Duration timeLimit,
            boolean preflight,
            Optional<SshTarget> target) {
        this(
                target.map(SshTarget::host).orElse("(none)"),
                enabled,
                new Schedule.Every(interval),
                Optional.empty(),
                prune,
                timeLimit,
                preflight,
                target);
    }

    RunPlan plan() {
        return new RunPlan(preflight, prune, timeLimit);
    }

    /** For a log line; there is nothing secret in it. */
    String summary() {
        return "host " + name
                + target.map(t -> ", " + t.summary()).orElse("")
                + ", enabled " + enabled
                + ", " + schedule
                + retryAfter
                        .map(wait -> ", retry after " + Seconds.of(wait) + " s")
                        .orElse("")
                + ", command [" + prune.line() + "]"
                + ", time limit " + Seconds.of(timeLimit) + " s"
                + ", preflight " + preflight;
    }

    /** The age in the prune, for people. */
    String age() {
        return prune.until().map(Age::text).orElse("(any age)");
    }
}
