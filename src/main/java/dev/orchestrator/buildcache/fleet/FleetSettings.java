package dev.orchestrator.buildcache.fleet;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.schedule.Schedule;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The hosts, and how they keep out of each other's way.
 *
 * @param hosts one or more, each with a name of its own
 * @param maxConcurrentRuns how many runs may be under way at once, 1 or more
 * @param startSpread over which time the first runs are spread; empty: over a tenth of a host's interval, at most
 *     {@link #LONGEST_SPREAD}. A single host's first run is at once all the same
 * @param jitter by which fraction, 0 to 1, each interval may be longer than it is set, so that hosts don't fall into
 *     step. A single host's isn't
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

    /** When, after the start, the first run of the host at this place of the list is due. */
    Duration startDelay(int place) {
        var spread = startSpread.orElseGet(() -> hosts.get(place).schedule() instanceof Schedule.Every every
                ? shorter(every.interval().dividedBy(10), LONGEST_SPREAD)
                : Duration.ZERO);
        return hosts.size() == 1 ? Duration.ZERO : spread.multipliedBy(place).dividedBy(hosts.size());
    }

    /** By which fraction an interval may be longer. */
    double effectiveJitter() {
        return hosts.size() == 1 ? 0 : jitter;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
