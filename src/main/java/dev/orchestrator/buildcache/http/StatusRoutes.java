package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.handleExceptions;
import static akka.http.javadsl.server.Directives.handleRejections;
import static akka.http.javadsl.server.Directives.onComplete;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.marshallers.jackson.Jackson;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a {@link Pruner} knows, as JSON. The routes only ask: nothing can be started or changed through them. */
public final class StatusRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(StatusRoutes.class);

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
                                path("live", () -> get(() -> ok(new StatusJson.Health("live")))),
                                path("ready", () -> get(() -> answer(status -> new StatusJson.Health("ready")))))));
    }

    /** The same as all that a server has: anything else is an error in JSON, 404 or 405. */
    public Route alone() {
        return handleExceptions(
                ExceptionHandler.newBuilder().matchAny(StatusRoutes::broken).build(),
                () -> handleRejections(
                        RejectionHandler.defaultHandler().mapRejectionResponse(StatusRoutes::inJson), this::routes));
    }

    private Route answer(Function<PrunerStatus, Object> view) {
        var status = AskPattern.ask(pruner, Pruner.GetStatus::new, askTimeout, system.scheduler());
        return onComplete(
                status, answered -> answered.isSuccess() ? ok(view.apply(answered.get())) : complete(noAnswer()));
    }

    private static Route ok(Object body) {
        return complete(StatusCodes.OK, body, Jackson.marshaller(StatusJson.MAPPER));
    }

    private static HttpResponse noAnswer() {
        return error(StatusCodes.SERVICE_UNAVAILABLE, "the pruner does not answer");
    }

    private static Route broken(Throwable failure) {
        LOG.error("a request failed", failure);
        return complete(error(StatusCodes.INTERNAL_SERVER_ERROR, "internal error; the log says more"));
    }

    private static HttpResponse inJson(HttpResponse rejection) {
        var text = rejection.entity() instanceof HttpEntity.Strict strict
                ? strict.getData().utf8String()
                : rejection.status().reason();
        return rejection.withEntity(errorEntity(text));
    }

    private static HttpResponse error(StatusCode code, String text) {
        return HttpResponse.create().withStatus(code).withEntity(errorEntity(text));
    }

    private static HttpEntity.Strict errorEntity(String text) {
        try {
            return HttpEntities.create(
                    ContentTypes.APPLICATION_JSON, StatusJson.MAPPER.writeValueAsString(new StatusJson.Error(text)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of one string can always be written", e);
        }
    }
}
