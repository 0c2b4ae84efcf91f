package dev.orchestrator.buildcache.example;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.server.Route;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.http.FleetRoutes;
import dev.orchestrator.buildcache.http.events.EventLog;
import dev.orchestrator.buildcache.notify.Notifier;
import dev.orchestrator.buildcache.settings.InvalidSettings;
import dev.orchestrator.buildcache.settings.Settings;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** An orchestrator with a fleet in its own tree, and its routes beside its own. Compiled and run by the tests. */
public final class FleetExample {
    /** Prefix of the fleet's paths, so that they can't collide with the orchestrator's. */
    private static final String PREFIX = "build-cache";

    private FleetExample() {}

    /** @param listening receives the address of the orchestrator's server */
    static Behavior<ServerBinding> orchestrator(Settings settings, ActorRef<ServerBinding> listening) {
        return Behaviors.setup(context -> {
            var system = context.getSystem();
            var fleet = context.spawn(
                    Fleet.create(settings.fleet(), InstantSource.system(), new SplittableRandom()),
                    "build-cache-fleet");

            // The subscribers to the hosts' events: the channels of the settings, and a log of our own.
            fleet.tell(new Fleet.Subscribe(context.spawn(Notifier.create(settings.notifications()), "notifier")));
            fleet.tell(new Fleet.Subscribe(context.spawn(runLog(), "run-log")));

            var hosts = settings.fleet().hosts();
            var events = context.spawn(EventLog.create(fleet, hosts, InstantSource.system()), "events");
            var pruner = new FleetRoutes(fleet, events, system, settings.http()).routes();
            var server =
                    Http.get(system).newServerAt("127.0.0.1", settings.http().port());
            context.pipeToSelf(server.bind(concat(own(), pathPrefix(PREFIX, () -> pruner))), (binding, failure) -> {
                if (failure != null) {
                    throw new IllegalStateException("cannot listen", failure);
                }
                return binding;
            });
            return Behaviors.receiveMessage(binding -> {
                listening.tell(binding);
                return Behaviors.same();
            });
        });
    }

    private static Route own() {
        return path("hello", () -> complete("This is the orchestrator.\n"));
    }

    private static Behavior<HostEvent> runLog() {
        return Behaviors.receive((context, event) -> {
            if (event instanceof HostEvent.RunEnded ended) {
                context.getLog().info("{}: {}", ended.host(), ended.run().summary());
            }
            return Behaviors.same();
        });
    }

    public static void main(String[] args) throws InvalidSettings {
        var config = ConfigFactory.load();
        var settings = Settings.read(config);
        ActorSystem.create(
                Behaviors.<Void>setup(context -> {
                    context.spawn(orchestrator(settings, context.getSystem().ignoreRef()), "orchestrator");
                    return Behaviors.empty();
                }),
                "orchestrator",
                config);
    }
}
