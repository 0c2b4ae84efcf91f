package dev.orchestrator.buildcache.fleet;

import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.SeededHost;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.QueuedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A fleet of {@link SeededHost}s in virtual time, with the conditions that must hold whatever the outcomes.
 *
 * <p>Every hundredth host hangs in every run, and every fourth retries early after a failure.
 */
public final class SeededFleet implements AutoCloseable {
    public static final Duration INTERVAL = Duration.ofHours(6);
    public static final Duration RETRY_AFTER = Duration.ofMinutes(30);

    /** Maximum time between runs of a host: an interval, plus the same for jitter and waiting for a permit. */
    public static final Duration STARVED = INTERVAL.multipliedBy(2);

    private static final Duration TIME_LIMIT = Duration.ofMinutes(10);

    private final QueuedTime time = new QueuedTime();
    private final SeededHost.Together together = new SeededHost.Together();
    private final Map<String, SeededHost> hosts = new HashMap<>();
    private final int permits;
    private final ActorRef<Fleet.Command> fleet;

    /** @param longestCommand maximum duration of a command; zero: all replies are immediate */
    public SeededFleet(int size, int permits, Duration longestCommand, long seed) {
        this.permits = permits;
        var random = new SplittableRandom(seed);
        var settings = IntStream.range(0, size).mapToObj(SeededFleet::host).toList();
        for (int i = 0; i < size; i++) {
            boolean alwaysHangs = i % 100 == 99;
            hosts.put(
                    settings.get(i).name(),
                    new SeededHost(time, together, random.split(), longestCommand, alwaysHangs));
        }
        fleet = time.kit()
                .spawn(Fleet.create(
                        new FleetSettings(settings, permits, Optional.empty(), 0.05),
                        time,
                        random.split(),
                        (host, around) -> hosts.get(host.name()).pruner(host, around)));
    }

    private static PrunerSettings host(int i) {
        var host = HostBuilder.host("host-" + i).every(INTERVAL).timeLimit(TIME_LIMIT);
        return (i % 4 == 0 ? host.retryAfter(RETRY_AFTER) : host).settings();
    }

    public void pass(Duration time) {
        this.time.pass(time);
    }

    public FleetStatus status() {
        var probe = time.kit().createTestProbe(FleetStatus.class);
        fleet.tell(new Fleet.GetStatus(probe.getRef()));
        return probe.receiveMessage();
    }

    /** Number of runs per outcome. */
    public Map<Outcome.Kind, Long> outcomes() {
        var all = new EnumMap<Outcome.Kind, Long>(Outcome.Kind.class);
        for (var member : status().hosts().values()) {
            member.status().tally().runs().forEach((outcome, runs) -> all.merge(outcome, runs, Long::sum));
        }
        return all;
    }

    public int mostAtOnce() {
        return together.mostAtOnce;
    }

    public int mostAtOnceOnOneHost() {
        return hosts.values().stream().mapToInt(host -> host.mostAtOnce).max().orElseThrow();
    }

    public long starts() {
        return hosts.values().stream().mapToLong(host -> host.starts).sum();
    }

    public int fewestStarts() {
        return hosts.values().stream().mapToInt(host -> host.starts).min().orElseThrow();
    }

    public Duration longestGap() {
        var now = time.instant();
        return hosts.values().stream()
                .map(host -> host.longestGapUpTo(now))
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** The violated conditions. */
    public List<String> broken() {
        var broken = new ArrayList<String>();
        var now = time.instant();
        if (mostAtOnce() > permits) {
            broken.add(mostAtOnce() + " runs at once");
        }
        for (var member : status().hosts().values()) {
            var settings = member.status().settings();
            var host = hosts.get(settings.name());
            var least = settings.retryAfter().orElse(INTERVAL);
            if (host.mostAtOnce > 1) {
                broken.add(settings.name() + ": " + host.mostAtOnce + " runs at once");
            }
            if (host.longestGapUpTo(now).compareTo(STARVED) > 0) {
                broken.add(settings.name() + ": no run for " + host.longestGapUpTo(now));
            }
            if (host.shortestGap.compareTo(least) < 0) {
                broken.add(settings.name() + ": two runs within " + host.shortestGap);
            }
            long ended = member.status().tally().runs().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            if (ended < host.starts - 1 || ended > host.starts) {
                broken.add(settings.name() + ": " + host.starts + " runs started, " + ended + " ended");
            }
        }
        return broken;
    }

    @Override
    public void close() {
        time.close();
    }
}
