package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.PrunePolicy;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a {@link Pruner}.
 *
 * @param name of the host, for display
 * @param enabled if false, it runs nothing and only answers requests
 * @param schedule when runs start
 * @param retryAfter delay from the start of a run that failed or ended unknown to the next attempt, at least
 *     {@link #MIN_RETRY_AFTER}; empty: follow the schedule
 * @param policy what a run may do to the host
 * @param target the host; empty: nothing to prune
 */
public record PrunerSettings(
        String name,
        boolean enabled,
        Schedule schedule,
        Optional<Duration> retryAfter,
        PrunePolicy policy,
        Optional<SshTarget> target) {

    /** The shortest wait before a retry. */
    public static final Duration MIN_RETRY_AFTER = Duration.ofSeconds(1);

    /** @throws IllegalArgumentException if a time is out of range; the message names the field and its value */
    public PrunerSettings {
        retryAfter.filter(wait -> wait.compareTo(MIN_RETRY_AFTER) < 0).ifPresent(wait -> {
            throw new IllegalArgumentException(
                    "retryAfter is " + Seconds.of(wait).toPlainString() + " s: must be 1 s or more");
        });
    }

    /** One host, named as ssh reaches it, pruned at this interval of 1 s or more, without earlier retries. */
    public static PrunerSettings of(SshTarget target, Duration interval, PrunePolicy policy) {
        return new PrunerSettings(
                target.host(), true, new Schedule.Every(interval), Optional.empty(), policy, Optional.of(target));
    }

    /** For a log line; contains no secrets. */
    String summary() {
        return "host " + name
                + target.map(t -> ", " + t.summary()).orElse("")
                + ", enabled " + enabled
                + ", " + schedule
                + retryAfter
                        .map(wait -> ", retry after " + Seconds.of(wait) + " s")
                        .orElse("")
                + ", command [" + policy.prune().line() + "]"
                + ", time limit " + Seconds.of(policy.timeLimit()) + " s"
                + ", preflight " + policy.preflight()
                + ", complete chains " + policy.completeChains();
    }

    /** The age filter, for display. */
    String age() {
        return policy.prune().until().map(Age::text).orElse("(any age)");
    }
}
