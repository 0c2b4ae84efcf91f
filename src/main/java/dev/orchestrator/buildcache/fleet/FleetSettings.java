package dev.orchestrator.buildcache.fleet;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.schedule.Schedule;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The hosts, and how their runs are spread.
 *
 * @param hosts one or more, with distinct names
 * @param maxConcurrentRuns number of permits, 1 or more
 * @param startSpread period over which the first runs are spread; empty: a tenth of a host's interval, at most
 *     {@link #LONGEST_SPREAD}. A single host runs immediately in any case
 * @param jitter maximum random extension of each interval, as a fraction from 0 to 1, so that hosts don't synchronize.
 *     Not applied to a single host
 */
public record FleetSettings(
        List<PrunerSettings> hosts, int maxConcurrentRuns, Optional<Duration> startSpread, double jitter) {

    public static final int MIN_CONCURRENT_RUNS = 1;

    public static final Duration LONGEST_SPREAD = Duration.ofMinutes(5);

    /** @throws IllegalArgumentException if there is no host, or two have the same name, or a number is out of range */
    public FleetSettings {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one host");
        }
        var names = new HashSet<String>();
        for (var host : hosts) {
            if (!names.add(host.name())) {
                throw new IllegalArgumentException("two hosts are named " + host.name());
            }
        }
        if (maxConcurrentRuns < MIN_CONCURRENT_RUNS || !(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("at least one run at once, and a jitter of 0 to 1");
        }
    }

    /** Delay from the start to the first run of the host at this index. */
    Duration startDelay(int place) {
        var spread = startSpread.orElseGet(() -> hosts.get(place).schedule() instanceof Schedule.Every every
                ? shorter(every.interval().dividedBy(10), LONGEST_SPREAD)
                : Duration.ZERO);
        return hosts.size() == 1 ? Duration.ZERO : spread.multipliedBy(place).dividedBy(hosts.size());
    }

    /** The jitter that applies: none for a single host. */
    double effectiveJitter() {
        return hosts.size() == 1 ? 0 : jitter;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
