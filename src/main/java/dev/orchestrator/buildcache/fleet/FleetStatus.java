package dev.orchestrator.buildcache.fleet;

import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How everyone is: the last that each host's pruner said of itself. An immutable snapshot; as long as nothing changes, it
 * is the same object.
 *
 * @param hosts by name
 */
public record FleetStatus(SortedMap<String, Member> hosts) {

    /**
     * A host.
     *
     * @param pruner whom to tell what it is to do
     */
    public record Member(ActorRef<Pruner.Command> pruner, PrunerStatus status) {}

    public FleetStatus {
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    }

    public Optional<Member> host(String name) {
        return Optional.ofNullable(hosts.get(name));
    }
}
