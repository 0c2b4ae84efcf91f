package dev.orchestrator.buildcache.example;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.Http;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.http.StatusRoutes;
import dev.orchestrator.buildcache.settings.InvalidSettings;
import dev.orchestrator.buildcache.settings.Settings;
import java.time.Duration;
import java.time.InstantSource;

/** The README's example of an orchestrator that has the pruner in its own tree. Compiled and run by the tests. */
public final class EmbeddingExample {
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(3);

    private EmbeddingExample() {}

    // README begin
    static Behavior<Void> orchestrator(Settings settings) {
        return Behaviors.setup(context -> {
            Behavior<HostEvent> log = Behaviors.receive((child, event) -> {
                if (event instanceof HostEvent.RunEnded ended) {
                    child.getLog().info("{}", ended.run().summary());
                }
                return Behaviors.same();
            });
            var subscriber = context.spawn(log, "run-log");
            var pruner = context.spawn(Pruner.create(settings.pruner(), InstantSource.system(), subscriber), "pruner");

            // Ask it, from outside an actor …
            AskPattern.ask(
                            pruner,
                            Pruner.GetStatus::new,
                            ASK_TIMEOUT,
                            context.getSystem().scheduler())
                    .thenAccept((PrunerStatus status) -> System.out.println("next run: " + status.nextRun()));

            // … or mount its routes beside your own.
            var routes = new StatusRoutes(pruner, context.getSystem(), ASK_TIMEOUT).routes();
            Http.get(context.getSystem()).newServerAt("127.0.0.1", 0).bind(routes);
            return Behaviors.empty();
        });
    }

    public static void main(String[] args) throws InvalidSettings {
        var config = ConfigFactory.load();
        ActorSystem.create(orchestrator(Settings.read(config)), "orchestrator", config);
    }
    // README end
}
