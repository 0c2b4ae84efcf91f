package dev.orchestrator.buildcache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.SessionMode;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes: a host that doesn't answer takes its permit, and nothing else that another one needs. */
class HungHostsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int HUNG = 200;
    private static final int HEALTHY = 100;

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<HostEvent> events = kit.createTestProbe(HostEvent.class);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void with_enough_permits_the_healthy_hosts_are_pruned_however_many_hang() {
        var hanging = ShellScript.target(folder, "exec sleep 1000");
        var healthy = ShellScript.target(
                folder,
                "case \"$*\" in *version*) echo '{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}' ;;"
                        + " *) echo 'Total reclaimed space: 1MB' ;; esac");
        var hosts = Stream.concat(hosts("hung-", HUNG, hanging), hosts("healthy-", HEALTHY, healthy))
                .toList();
        prune(hosts);
        var succeeded = new HashSet<String>();
        while (succeeded.size() < HEALTHY) {
            if (events.receiveMessage(PATIENCE) instanceof HostEvent.RunEnded ended) {
                assertThat(ended.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
                succeeded.add(ended.host());
            }
        }
        assertThat(succeeded).isEqualTo(Set.copyOf(names("healthy-", HEALTHY)));
    }

    private void prune(List<PrunerSettings> hosts) {
        var settings = new FleetSettings(hosts, hosts.size(), Optional.of(Duration.ZERO), 0);
        var fleet = kit.spawn(Fleet.create(settings, InstantSource.system(), new SplittableRandom()));
        fleet.tell(new Fleet.Subscribe(events.ref()));
    }

    private static Stream<PrunerSettings> hosts(String prefix, int count, SshTarget target) {
        return names(prefix, count).stream()
                .map(name -> HostBuilder.host(name)
                        .reachedBy(target.withSession(SessionMode.SEPARATE))
                        .settings());
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
}
