package dev.orchestrator.buildcache.fleet;

import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.run.ReclaimedLately;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Last reported state of every host. An immutable snapshot; the same object is returned until something changes.
 *
 * @param hosts by name
 * @param reclaimed sums over all hosts
 */
public record FleetStatus(SortedMap<String, Member> hosts, ReclaimedLately reclaimed) {

    /**
     * A host.
     *
     * @param pruner receives commands for this host
     */
    public record Member(ActorRef<Pruner.Command> pruner, PrunerStatus status) {
        Member after(HostEvent event) {
            return new Member(pruner, new PrunerStatus(status.settings(), event.state()));
        }
    }

    public FleetStatus {
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    }

    public Optional<Member> host(String name) {
        return Optional.ofNullable(hosts.get(name));
    }
}
