package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.PrunePolicy;
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
 * @param retryAfter how soon to try again after a run that failed or whose end is unknown, {@link #MIN_RETRY_AFTER} or more;
 *     empty: as the schedule says
 * @param policy what a run may do to the host
 * @param target the host; empty means that there is nothing to prune
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

    /** For a log line; there is nothing secret in it. */
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
                + ", preflight " + policy.preflight();
    }

    /** The age in the prune, for people. */
    String age() {
        return policy.prune().until().map(Age::text).orElse("(any age)");
    }
}
