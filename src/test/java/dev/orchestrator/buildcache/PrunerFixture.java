package dev.orchestrator.buildcache;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;

/** One pruner with a fake host, in virtual time. */
abstract class PrunerFixture {
    static final Duration INTERVAL = Duration.ofHours(6);
    static final Duration TIME_LIMIT = Duration.ofMinutes(10);
    static final Duration MOMENT = Duration.ofMillis(1);

    final VirtualTime time = new VirtualTime();
    final FakeHost host = new FakeHost(time);
    final TestProbe<HostEvent> subscriber = time.kit().createTestProbe(HostEvent.class);

    @AfterEach
    void stop() {
        time.close();
    }

    ActorRef<Pruner.Command> spawn() {
        return spawn(settings(INTERVAL, TIME_LIMIT));
    }

    ActorRef<Pruner.Command> spawn(PrunerSettings settings) {
        return time.kit().spawn(Pruner.create(settings, Surroundings.alone(time, subscriber.getRef()), host::runner));
    }

    PrunerStatus status(ActorRef<Pruner.Command> pruner) {
        var probe = time.kit().createTestProbe(PrunerStatus.class);
        pruner.tell(new Pruner.GetStatus(probe.getRef()));
        return probe.receiveMessage();
    }

    static Outcome.Kind outcome(PrunerStatus status) {
        return status.tally().lastRun().orElseThrow().outcome().kind();
    }

    static Instant at(Duration sinceStart) {
        return VirtualTime.START.plus(sinceStart);
    }

    static PrunerSettings settings(Duration interval, Duration timeLimit) {
        return HostBuilder.at(target()).every(interval).timeLimit(timeLimit).settings();
    }

    static BuilderPrune prune() {
        return HostBuilder.PRUNE;
    }

    static SshTarget target() {
        return SshTarget.to("build-01");
    }
}
