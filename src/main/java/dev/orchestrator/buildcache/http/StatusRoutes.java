package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.onComplete;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import java.time.Duration;
import java.util.function.Function;

/**
 * What one {@link Pruner} knows, as JSON. The routes only ask: nothing can be started or changed through them. For many
 * hosts there are {@link FleetRoutes}.
 */
public final class StatusRoutes {
    private final ActorRef<Pruner.Command> pruner;
    private final ActorSystem<?> system;
    private final Duration askTimeout;

    /** @param askTimeout how long to wait for the pruner; then the answer is 503 */
    public StatusRoutes(ActorRef<Pruner.Command> pruner, ActorSystem<?> system, Duration askTimeout) {
        this.pruner = pruner;
        this.system = system;
        this.askTimeout = askTimeout;
    }

    /**
     * {@code GET /queue}, {@code /status}, {@code /health/live} and {@code /health/ready}. Other requests are left to
     * whatever these routes are mounted beside.
     */
    public Route routes() {
        return concat(
                path("queue", () -> get(() -> answer(StatusJson.Queue::of))),
                path("status", () -> get(() -> answer(StatusJson.Full::of))),
                pathPrefix(
                        "health",
                        () -> concat(
                                path("live", () -> get(() -> complete(Answers.ok(StatusJson.Health.LIVE)))),
                                path("ready", () -> get(() -> answer(status -> StatusJson.Health.READY))))));
    }

    /** The same as all that a server has: anything else is an error in JSON, 404 or 405. */
    public Route alone() {
        return Answers.sealed(routes());
    }

    private Route answer(Function<PrunerStatus, Object> view) {
        var status = AskPattern.ask(pruner, Pruner.GetStatus::new, askTimeout, system.scheduler());
        return onComplete(
                status,
                answered ->
                        complete(answered.isSuccess() ? Answers.ok(view.apply(answered.get())) : Answers.noAnswer()));
    }
}
