package dev.orchestrator.buildcache.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.fleet.FleetSettings;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.fleet.FleetStatus.Member;
import dev.orchestrator.buildcache.http.events.EventLog;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A fleet as in the program, with its own actor system, and another program instead of ssh. */
final class RealFleet implements AutoCloseable {
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(10);

    private final ActorSystem<Void> system;
    private final ActorRef<Fleet.Command> fleet;
    private final AtomicReference<ActorRef<EventLog.Command>> events = new AtomicReference<>();
    private final AtomicReference<CountDownLatch> ends;

    /** Number of runs that did not succeed. */
    private final AtomicLong bad = new AtomicLong();

    /** @param spread period over which the first runs are spread; the first host runs immediately */
    RealFleet(int size, int permits, Duration spread, Path ssh) {
        this(size, permits, spread, i -> SshTarget.to("host-" + i).withProgram(ssh.toString()));
    }

    /** @param way how each host is reached */
    RealFleet(int size, int permits, Duration spread, IntFunction<SshTarget> way) {
        this.ends = new AtomicReference<>(new CountDownLatch(1));
        var settings = new FleetSettings(
                IntStream.range(0, size).mapToObj(i -> host(i, way.apply(i))).toList(),
                permits,
                Optional.of(spread),
                0);
        var started = new AtomicReference<ActorRef<Fleet.Command>>();
        var isUp = new CountDownLatch(1);
        system = ActorSystem.create(
                Behaviors.setup(context -> {
                    started.set(context.spawn(
                            Fleet.create(settings, InstantSource.system(), new SplittableRandom(7)), "fleet"));
                    events.set(context.spawn(
                            EventLog.create(started.get(), settings.hosts(), InstantSource.system()), "events"));
                    started.get().tell(new Fleet.Subscribe(context.spawn(subscriber(), "subscriber")));
                    isUp.countDown();
                    return Behaviors.empty();
                }),
                "bench",
                ConfigFactory.parseString("akka.coordinated-shutdown.exit-jvm = off")
                        .withFallback(ConfigFactory.load()));
        await(isUp);
        fleet = started.get();
    }

    private Behavior<HostEvent> subscriber() {
        return Behaviors.receiveMessage(event -> {
            if (event instanceof HostEvent.RunEnded ended) {
                if (ended.run().outcome().kind() != Outcome.Kind.SUCCEEDED) {
                    bad.incrementAndGet();
                }
                ends.get().countDown();
            }
            return Behaviors.same();
        });
    }

    private static PrunerSettings host(int i, SshTarget target) {
        return HostBuilder.host("host-" + i)
                .reachedBy(target)
                .every(Duration.ofHours(6))
                .timeLimit(Duration.ofHours(1))
                .settings();
    }

    ActorSystem<Void> system() {
        return system;
    }

    ActorRef<EventLog.Command> events() {
        return events.get();
    }

    ActorRef<Fleet.Command> fleet() {
        return fleet;
    }

    FleetStatus status() {
        return AskPattern.ask(fleet, Fleet.GetStatus::new, ASK_TIMEOUT, system.scheduler())
                .toCompletableFuture()
                .join();
    }

    /** Waits until the first host's first run has ended, or all those of {@link #run}. */
    void awaitRuns() {
        await(ends.get());
        if (bad.get() > 0) {
            throw new IllegalStateException(bad + " runs did not succeed");
        }
    }

    /** One run of each of these hosts, as soon as a permit is free. */
    void run(Collection<Member> hosts) {
        ends.set(new CountDownLatch(hosts.size()));
        ActorRef<Pruner.RunNowReply> nobody = system.ignoreRef();
        hosts.forEach(host -> host.pruner().tell(new Pruner.RunNow(nobody)));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("took more than 10 min");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
