package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.ignoreTrailingSlash;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.http.response.Ask;
import dev.orchestrator.buildcache.http.response.Responses;
import dev.orchestrator.buildcache.http.response.SealedRoutes;
import dev.orchestrator.buildcache.json.HostJson;
import dev.orchestrator.buildcache.json.QueueJson;
import dev.orchestrator.buildcache.run.History;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What one {@link Pruner} knows, as JSON. The routes only read: they can't start or change anything. For many hosts, use
 * {@link FleetRoutes}.
 */
public final class StatusRoutes {
    private final ActorRef<Pruner.Command> pruner;
    private final Ask ask;

    /** @param askTimeout how long to wait for the pruner; then the response is a 503 */
    public StatusRoutes(ActorRef<Pruner.Command> pruner, ActorSystem<?> system, Duration askTimeout) {
        this.pruner = pruner;
        this.ask = new Ask(system, askTimeout);
    }

    /**
     * {@code GET /queue}, {@code /status}, {@code /health/live} and {@code /health/ready}. Other requests are rejected, so
     * routes beside these can take them.
     */
    public Route routes() {
        return ignoreTrailingSlash(this::itsRoutes);
    }

    private Route itsRoutes() {
        return concat(
                path("queue", () -> get(() -> read(QueueJson::of))),
                path(
                        "status",
                        () -> get(() -> ask.respond(
                                askStatus().thenCombine(askHistory(), HostJson.Opened::of), Responses::ok))),
                pathPrefix(
                        "health",
                        () -> concat(
                                path("live", () -> get(() -> complete(Responses.ok(Health.LIVE)))),
                                path("ready", () -> get(() -> read(status -> Health.READY))))));
    }

    /** The same as a server's only routes: any other request is an error in JSON, 404 or 405. */
    public Route alone() {
        return SealedRoutes.of(routes());
    }

    private Route read(Function<PrunerStatus, Object> view) {
        return ask.respond(askStatus(), status -> Responses.ok(view.apply(status)));
    }

    private CompletionStage<PrunerStatus> askStatus() {
        return ask.of(pruner, Pruner.GetStatus::new);
    }

    private CompletionStage<History> askHistory() {
        return ask.of(pruner, Pruner.GetHistory::new);
    }
}
