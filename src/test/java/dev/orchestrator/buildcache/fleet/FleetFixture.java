package dev.orchestrator.buildcache.fleet;

import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.FakeHost;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.Pruner.RunNowReply;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.QueuedTime;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** A fleet of fake hosts, in virtual time. */
abstract class FleetFixture {
    static final Duration INTERVAL = Duration.ofHours(6);
    static final Duration TIME_LIMIT = Duration.ofMinutes(10);
    static final Duration MINUTE = Duration.ofMinutes(1);

    final QueuedTime time = new QueuedTime();
    final Map<String, FakeHost> hosts = new HashMap<>();

    /** How long each host takes for each of a run's two commands. */
    Duration aCommandTakes = Duration.ZERO;

    @AfterEach
    void stop() {
        time.close();
    }

    ActorRef<Fleet.Command> fleet(int size, int permits, Optional<Duration> spread, double jitter) {
        return time.kit()
                .spawn(Fleet.create(
                        settings(size, permits, spread, jitter, INTERVAL),
                        time,
                        new SplittableRandom(7),
                        (settings, around) -> hosts.computeIfAbsent(settings.name(), this::newHost)
                                .pruner(settings, around)));
    }

    FakeHost newHost(String name) {
        var host = new FakeHost(time);
        host.takes(aCommandTakes);
        return host;
    }

    static FleetSettings settings(int size, int permits, Optional<Duration> spread, double jitter, Duration interval) {
        var hosts = IntStream.range(0, size)
                .mapToObj(i -> host("host-" + i, interval))
                .toList();
        return new FleetSettings(hosts, permits, spread, jitter);
    }

    static PrunerSettings host(String name, Duration interval) {
        var target = SshTarget.to(name);
        return HostBuilder.at(target).every(interval).timeLimit(TIME_LIMIT).settings();
    }

    List<Instant> starts(String host) {
        return hosts.get(host).startsOf(BuilderPrune.class);
    }

    List<Instant> firstStarts() {
        return IntStream.range(0, hosts.size())
                .mapToObj(i -> starts("host-" + i).get(0))
                .toList();
    }

    FleetStatus status(ActorRef<Fleet.Command> fleet) {
        var probe = time.kit().createTestProbe(FleetStatus.class);
        fleet.tell(new Fleet.GetStatus(probe.getRef()));
        return probe.receiveMessage();
    }

    PrunerStatus status(ActorRef<Fleet.Command> fleet, String host) {
        return status(fleet).host(host).orElseThrow().status();
    }

    List<State> states(ActorRef<Fleet.Command> fleet) {
        return status(fleet).hosts().values().stream()
                .map(member -> member.status().state())
                .toList();
    }

    Outcome.Kind outcome(ActorRef<Fleet.Command> fleet, String host) {
        return status(fleet, host).tally().lastRun().orElseThrow().outcome().kind();
    }

    RunNowReply runNow(ActorRef<Fleet.Command> fleet, String host) {
        var probe = time.kit().createTestProbe(RunNowReply.class);
        status(fleet).host(host).orElseThrow().pruner().tell(new Pruner.RunNow(probe.getRef()));
        return probe.receiveMessage();
    }

    static Instant at(Duration sinceStart) {
        return VirtualTime.START.plus(sinceStart);
    }
}
