package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequestEntity;
import static akka.http.javadsl.server.Directives.onComplete;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.Pruner.RunNowReply;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.http.response.Ask;
import dev.orchestrator.buildcache.http.response.Responses;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Under {@code /api/hosts}: run now, preview, pause and resume. Every request is logged. */
final class ControlRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ControlRoutes.class);

    /** The path says everything: a body is ignored, and read only up to this many bytes. */
    private static final int BODY_LIMIT = 4096;

    private static final Duration BODY_TIME = Duration.ofSeconds(2);

    private static final String HOSTS = "/api/hosts";

    /**
     * The body of a 202.
     *
     * @param see where the result will show
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Accepted(String host, String see) {}

    private final ActorRef<Fleet.Command> fleet;
    private final ActorSystem<?> system;
    private final Access access;
    private final Ask ask;
    private final PreviewRoute preview;

    ControlRoutes(ActorRef<Fleet.Command> fleet, ActorSystem<?> system, Access access, Ask ask) {
        this.fleet = fleet;
        this.system = system;
        this.access = access;
        this.ask = ask;
        this.preview = new PreviewRoute(system);
    }

    /** What comes after {@code /api/hosts}. */
    Route routes() {
        return concat(
                path("pause", () -> control(() -> all("pause", Fleet.PauseAll.INSTANCE))),
                path("resume", () -> control(() -> all("resume", Fleet.ResumeAll.INSTANCE))),
                pathPrefix(
                        segment(),
                        name -> concat(
                                path("preview", () -> preview(name)),
                                path("prune", () -> control(() -> one(name, this::prune))),
                                path("pause", () -> control(() -> one(name, this::pause))),
                                path("resume", () -> control(() -> one(name, this::resume))))));
    }

    private Route control(Supplier<Route> inner) {
        return post(() -> NoQuery.before(() -> access.toControl(() -> withoutBody(inner))));
    }

    private Route preview(String name) {
        return post(() -> preview.before(until ->
                access.toControl(() -> withoutBody(() -> one(name, host -> preview.of(host, until))))));
    }

    private Route withoutBody(Supplier<Route> inner) {
        return extractRequestEntity(entity -> entity.isKnownEmpty()
                ? inner.get()
                : onComplete(
                        entity.withSizeLimit(BODY_LIMIT).toStrict(BODY_TIME.toMillis(), system),
                        read -> read.isSuccess()
                                ? inner.get()
                                : complete(Responses.error(
                                        StatusCodes.CONTENT_TOO_LARGE,
                                        "the body is over " + BODY_LIMIT + " bytes, or took too long to arrive"))));
    }

    private Route all(String what, Fleet.Command command) {
        return ask.then(askFleet(), status -> {
            LOG.info("{} requested for every host", what);
            fleet.tell(command);
            return complete(accepted(new Accepted(null, HOSTS)));
        });
    }

    private Route one(String name, Function<FleetStatus.Member, Route> inner) {
        return ask.then(
                askFleet(),
                status -> status.hosts().containsKey(name)
                        ? inner.apply(status.hosts().get(name))
                        : complete(Responses.noSuchHost()));
    }

    private Route prune(FleetStatus.Member host) {
        return ask.then(ask.of(host.pruner(), Pruner.RunNow::new), reply -> {
            LOG.info("prune requested for {}: {}", name(host), reply);
            return complete(reply == RunNowReply.ACCEPTED ? accepted(host) : conflict(reply));
        });
    }

    private Route pause(FleetStatus.Member host) {
        return ask.then(ask.of(host.pruner(), Pruner.Pause::new), (PrunerStatus status) -> {
            LOG.info("pause requested for {}", name(host));
            return complete(accepted(host));
        });
    }

    private Route resume(FleetStatus.Member host) {
        return ask.then(ask.of(host.pruner(), Pruner.Resume::new), (PrunerStatus status) -> {
            LOG.info("resume requested for {}", name(host));
            return complete(accepted(host));
        });
    }

    private CompletionStage<FleetStatus> askFleet() {
        return ask.of(fleet, Fleet.GetStatus::new);
    }

    private static HttpResponse accepted(FleetStatus.Member host) {
        String see = Uri.create(HOSTS).addPathSegment(name(host)).toString();
        return accepted(new Accepted(name(host), see));
    }

    private static HttpResponse accepted(Accepted body) {
        return Responses.json(StatusCodes.ACCEPTED, body).addHeader(RawHeader.create("Location", body.see()));
    }

    private static HttpResponse conflict(RunNowReply reply) {
        return Responses.error(
                StatusCodes.CONFLICT,
                switch (reply) {
                    case RUNNING -> "a run is under way already";
                    case WAITING -> "a run is waiting for a permit already";
                    case PAUSED -> "the host is paused";
                    case DISABLED -> "the host is disabled in the settings";
                    case ACCEPTED -> throw new IllegalArgumentException("not a conflict");
                });
    }

    private static String name(FleetStatus.Member host) {
        return host.status().settings().name();
    }
}
