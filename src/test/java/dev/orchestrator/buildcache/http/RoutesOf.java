package dev.orchestrator.buildcache.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.http.EventLog.Limits;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** The routes of a fleet, with an event hub of their own. */
final class RoutesOf {
    private RoutesOf() {}

    static FleetRoutes fleet(FakeFleet fleet, ActorSystem<?> system, HttpSettings settings) {
        return fleet(fleet, system, settings, InstantSource.system(), Limits.USUAL);
    }

    static FleetRoutes fleet(
            FakeFleet fleet, ActorSystem<?> system, HttpSettings settings, InstantSource clock, Limits limits) {
        return fleet(fleet.ref(), fleet.settings(), system, settings, clock, limits);
    }

    static FleetRoutes fleet(
            ActorRef<Fleet.Command> fleet,
            List<PrunerSettings> hosts,
            ActorSystem<?> system,
            HttpSettings settings,
            InstantSource clock,
            Limits limits) {
        var events = system.<EventLog.Command>systemActorOf(
                EventLog.create(fleet, hosts, clock, limits), "events-" + UUID.randomUUID(), Props.empty());
        return new FleetRoutes(fleet, events, system, settings, clock);
    }
}
