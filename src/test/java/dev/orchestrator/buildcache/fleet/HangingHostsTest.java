package dev.orchestrator.buildcache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.FakeHost;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hosts that hang don't keep the others waiting: 4 of 200, with 4 permits. */
class HangingHostsTest extends FleetFixture {
    /** 200 runs of two seconds, four at once. */
    private static final Duration A_SWEEP = Duration.ofSeconds(2 * 200 / 4);

    @Test
    void others_wait_no_longer_than_the_time_limit_of_a_command_that_only_reads() {
        aCommandTakes = Duration.ofSeconds(1);
        var fleet = time.kit()
                .spawn(Fleet.create(
                        new FleetSettings(hosts(), 4, Optional.of(Duration.ZERO), 0),
                        time,
                        new SplittableRandom(7),
                        (settings, around) -> hosts.computeIfAbsent(settings.name(), this::newHost)
                                .pruner(settings, around)));
        time.pass(A_SWEEP.plus(MINUTE));
        assertThat(outcomes(fleet, this::hangs)).hasSize(4).containsOnly(Outcome.Kind.FAILED);
        assertThat(outcomes(fleet, host -> !hangs(host))).hasSize(196).containsOnly(Outcome.Kind.SUCCEEDED);

        // All are due at once, and none of those that hang is the first to ask.
        fleet.tell(Fleet.PauseAll.INSTANCE);
        time.pass(INTERVAL);
        fleet.tell(Fleet.ResumeAll.INSTANCE);
        time.pass(A_SWEEP.plus(MINUTE.multipliedBy(2)));
        var others = secondStarts(host -> !hangs(host));
        assertThat(others).hasSize(196);
        assertThat(Duration.between(others.get(0), others.get(195)))
                .as("one permit of four is taken in the meantime, not all of them")
                .isLessThan(A_SWEEP.multipliedBy(4).dividedBy(3).plusSeconds(5));
        assertThat(secondStarts(this::hangs)).as("they don't starve").hasSize(4);
    }

    private boolean hangs(String host) {
        return host.matches("host-2[0-3]");
    }

    @Override
    FakeHost newHost(String name) {
        var host = super.newHost(name);
        if (hangs(name)) {
            host.takes(FakeHost.NEVER);
        }
        return host;
    }

    private static List<PrunerSettings> hosts() {
        return IntStream.range(0, 200)
                .mapToObj(i -> HostBuilder.host("host-" + i)
                        .every(INTERVAL)
                        .timeLimit(TIME_LIMIT)
                        .probeTimeLimit(MINUTE)
                        .settings())
                .toList();
    }

    private static List<Outcome.Kind> outcomes(FleetStatus fleet, Predicate<String> which) {
        return fleet.hosts().values().stream()
                .map(member -> member.status())
                .filter(host -> which.test(host.settings().name()))
                .map(host -> host.tally().lastRun().orElseThrow().outcome().kind())
                .toList();
    }

    private List<Outcome.Kind> outcomes(ActorRef<Fleet.Command> fleet, Predicate<String> which) {
        return outcomes(status(fleet), which);
    }

    private List<Instant> secondStarts(Predicate<String> which) {
        return hosts.entrySet().stream()
                .filter(host -> which.test(host.getKey()))
                .map(host -> host.getValue().startsOf(DockerVersion.class))
                .filter(starts -> starts.size() == 2)
                .map(starts -> starts.get(1))
                .sorted()
                .toList();
    }
}
