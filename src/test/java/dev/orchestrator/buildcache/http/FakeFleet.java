package dev.orchestrator.buildcache.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.fleet.FleetStatus.Member;
import dev.orchestrator.buildcache.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A fleet of hosts that are as they are told to be; in the place of a {@link Fleet}. */
final class FakeFleet {
    private record Loses(String name) {}

    private record Becomes(Pruner.Changed changed) {}

    /** Gets what the hosts are told. */
    final TestProbe<Pruner.Command> pruners;

    /** Gets what all hosts are told. */
    final TestProbe<Fleet.Command> told;

    private final ActorRef<Object> actor;
    private final TreeMap<String, Member> members = new TreeMap<>();
    private final List<ActorRef<Pruner.Changed>> listeners = new ArrayList<>();
    private FleetStatus snapshot;

    FakeFleet(ActorTestKit kit, PrunerStatus... hosts) {
        pruners = kit.createTestProbe(Pruner.Command.class);
        told = kit.createTestProbe(Fleet.Command.class);
        for (var host : hosts) {
            put(host);
        }
        actor = kit.spawn(behavior());
    }

    ActorRef<Fleet.Command> ref() {
        return actor.narrow();
    }

    /** From now on it is so. */
    void becomes(PrunerStatus host) {
        actor.tell(new Becomes(new Pruner.Changed(host, Optional.empty())));
    }

    /** From now on it is so, since a run is over: its last one. */
    void ends(PrunerStatus host) {
        Optional<Run> run = host.tally().lastRun();
        actor.tell(new Becomes(new Pruner.Changed(host, run)));
    }

    /** From now on the host is not there. */
    void loses(String name) {
        actor.tell(new Loses(name));
    }

    private void put(PrunerStatus host) {
        members.put(host.settings().name(), new Member(pruners.getRef(), host));
        snapshot = new FleetStatus(members);
    }

    private Behavior<Object> behavior() {
        return Behaviors.receive(Object.class)
                .onMessage(Fleet.GetStatus.class, get -> {
                    get.replyTo().tell(snapshot);
                    return Behaviors.same();
                })
                .onMessage(Fleet.Subscribe.class, subscribe -> {
                    listeners.add(subscribe.listener());
                    members.values()
                            .forEach(m -> subscribe.listener().tell(new Pruner.Changed(m.status(), Optional.empty())));
                    return Behaviors.same();
                })
                .onMessage(Becomes.class, becomes -> {
                    put(becomes.changed.status());
                    listeners.forEach(listener -> listener.tell(becomes.changed));
                    return Behaviors.same();
                })
                .onMessage(Loses.class, loses -> {
                    members.remove(loses.name);
                    snapshot = new FleetStatus(members);
                    return Behaviors.same();
                })
                .onMessage(Fleet.Command.class, command -> {
                    told.getRef().tell(command);
                    return Behaviors.same();
                })
                .build();
    }
}
