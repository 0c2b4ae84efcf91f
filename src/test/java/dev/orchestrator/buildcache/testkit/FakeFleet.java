package dev.orchestrator.buildcache.testkit;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.fleet.FleetStatus.Member;
import dev.orchestrator.buildcache.run.ReclaimedLately;
import dev.orchestrator.buildcache.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** Replaces a {@link Fleet}: hosts whose state the test sets. */
public final class FakeFleet {
    private record Loses(String name) {}

    private record Becomes(KnownHost host, boolean ended) {}

    /** Receives all messages to the hosts except requests for their history. */
    public final TestProbe<Pruner.Command> pruners;

    /** Receives messages to all hosts. */
    public final TestProbe<Fleet.Command> told;

    private final ActorTestKit kit;
    private final Instant since;
    private final ActorRef<Object> actor;
    private final TreeMap<String, KnownHost> hosts = new TreeMap<>();
    private final TreeMap<String, ActorRef<Pruner.Command>> refs = new TreeMap<>();
    private final List<ActorRef<HostEvent>> subscribers = new ArrayList<>();
    private FleetStatus snapshot;

    public FakeFleet(ActorTestKit kit, KnownHost... hosts) {
        this(kit, Hosts.START.minus(Duration.ofDays(30)), hosts);
    }

    /** @param since when the program was started */
    public FakeFleet(ActorTestKit kit, Instant since, KnownHost... hosts) {
        this.kit = kit;
        this.since = since;
        pruners = kit.createTestProbe(Pruner.Command.class);
        told = kit.createTestProbe(Fleet.Command.class);
        for (var host : hosts) {
            put(host);
        }
        actor = kit.spawn(behavior());
    }

    public ActorRef<Fleet.Command> ref() {
        return actor.narrow();
    }

    public List<PrunerSettings> settings() {
        return hosts.values().stream().map(host -> host.status().settings()).toList();
    }

    /** Sets the state of a host. */
    public void becomes(KnownHost host) {
        actor.tell(new Becomes(host, false));
    }

    /** Sets the state of a host after the end of its last run. */
    public void ends(KnownHost host) {
        actor.tell(new Becomes(host, true));
    }

    /** Stops all pruners; the fleet still lists the hosts. */
    public void losesPruners() {
        refs.values().forEach(kit::stop);
    }

    /** Removes the host. */
    public void loses(String name) {
        actor.tell(new Loses(name));
    }

    private synchronized void put(KnownHost host) {
        hosts.put(host.name(), host);
        refs.computeIfAbsent(host.name(), name -> kit.spawn(pruner(name)));
        takeSnapshot();
    }

    private void takeSnapshot() {
        var members = new TreeMap<String, Member>();
        var reclaimed = ReclaimedLately.since(since);
        for (var host : hosts.values()) {
            members.put(host.name(), new Member(refs.get(host.name()), host.status()));
            var oldestFirst = new ArrayList<Run>(host.history().newestFirst());
            Collections.reverse(oldestFirst);
            for (var run : oldestFirst) {
                reclaimed = reclaimed.with(run);
            }
        }
        snapshot = new FleetStatus(members, reclaimed);
    }

    private synchronized KnownHost host(String name) {
        return hosts.get(name);
    }

    private Behavior<Pruner.Command> pruner(String name) {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof Pruner.GetHistory get) {
                get.replyTo().tell(host(name).history());
            } else {
                pruners.getRef().tell(command);
            }
            return Behaviors.same();
        });
    }

    private Behavior<Object> behavior() {
        return Behaviors.receive(Object.class)
                .onMessage(Fleet.GetStatus.class, get -> {
                    get.replyTo().tell(snapshot);
                    return Behaviors.same();
                })
                .onMessage(Fleet.Subscribe.class, subscribe -> {
                    subscribers.add(subscribe.subscriber());
                    return Behaviors.same();
                })
                .onMessage(Becomes.class, becomes -> {
                    var before = hosts.get(becomes.host.name());
                    if (!becomes.ended && becomes.host.equals(before)) {
                        return Behaviors.same();
                    }
                    put(becomes.host);
                    var event = event(becomes, before != null && before.status().state() == State.RUNNING);
                    subscribers.forEach(subscriber -> subscriber.tell(event));
                    return Behaviors.same();
                })
                .onMessage(Loses.class, loses -> {
                    hosts.remove(loses.name);
                    takeSnapshot();
                    return Behaviors.same();
                })
                .onMessage(Fleet.Command.class, command -> {
                    told.getRef().tell(command);
                    return Behaviors.same();
                })
                .build();
    }

    private static HostEvent event(Becomes becomes, boolean wasRunning) {
        var status = becomes.host.status();
        String name = becomes.host.name();
        if (becomes.ended) {
            return new HostEvent.RunEnded(
                    name, status.host(), status.settings().policy().prune().until());
        }
        return status.state() == State.RUNNING && !wasRunning
                ? new HostEvent.RunStarted(name, status.host())
                : new HostEvent.StateChanged(name, status.host());
    }
}
