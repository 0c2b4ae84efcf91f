package dev.orchestrator.buildcache.app;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.UnresolvedSubstitution;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.settings.Environment;
import dev.orchestrator.buildcache.settings.InvalidSettings;
import dev.orchestrator.buildcache.settings.Settings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The standalone program. It exits with 2 if the settings are invalid, with 1 if it can't listen on its port, and
 * otherwise runs until it receives a signal.
 */
public final class Main {
    private static final int BAD_SETTINGS = 2;

    private static final StandardStreams STREAMS = StandardStreams.replace();

    private Main() {}

    /** @param args must be empty; see {@code application.conf} */
    public static void main(String[] args) {
        // Asked only then: Akka exits in a callback of its end, before those that were registered later.
        var ended = new AtomicReference<Supplier<CompletionStage<Done>>>(
                () -> CompletableFuture.completedStage(Done.getInstance()));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> STREAMS.drainAfter(ended.get().get())));
        if (args.length > 0) {
            refuse(List.of("arguments are not supported: settings come from application.conf and the environment"));
        }
        try {
            var environment = Environment.of(System.getenv());
            var config = environment.load(file());
            var guardian = Guardian.create(Settings.read(config, environment), STREAMS);
            ended.set(ActorSystem.create(guardian, "build-cache-pruner", config)::getWhenTerminated);
        } catch (InvalidSettings e) {
            refuse(e.problems());
        } catch (ConfigException e) {
            refuse(List.of("the configuration cannot be read: " + where(e)));
        } catch (StackOverflowError e) {
            refuse(List.of("the configuration cannot be read: it is nested too deeply"));
        }
    }

    /** The operator's file, by default application.conf, over {@code service.conf}. */
    private static Config file() {
        return ConfigFactory.defaultApplication().withFallback(ConfigFactory.parseResources("service.conf"));
    }

    /**
     * Leaves out the parser's message, because it quotes the text, which could be a secret. That of a substitution quotes
     * only the name of what is not set.
     */
    private static String where(ConfigException e) {
        return e instanceof ConfigException.IO || e instanceof UnresolvedSubstitution || e.origin() == null
                ? e.getMessage()
                : "this is not valid HOCON: " + e.origin().description();
    }

    private static void refuse(List<String> problems) {
        problems.forEach(STREAMS::sayLast);
        System.exit(BAD_SETTINGS);
    }
}
