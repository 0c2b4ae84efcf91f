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
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.Pruner.RunNowReply;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Under {@code /api/hosts}: run now, pause and resume. What is asked for is in the log. */
final class ControlRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ControlRoutes.class);

    /** Requests say all by their path: what they carry besides is not looked at, and not taken for long. */
    private static final int BODY_LIMIT = 4096;

    private static final Duration BODY_TIME = Duration.ofSeconds(2);

    private static final String HOSTS = "/api/hosts";

    private final ActorRef<Fleet.Command> fleet;
    private final ActorSystem<?> system;
    private final Access access;
    private final Duration askTimeout;

    ControlRoutes(ActorRef<Fleet.Command> fleet, ActorSystem<?> system, Access access, Duration askTimeout) {
        this.fleet = fleet;
        this.system = system;
        this.access = access;
        this.askTimeout = askTimeout;
    }

    /** What comes after {@code /api/hosts}. */
    Route routes() {
        return concat(
                path("pause", () -> control(() -> all("pause", Fleet.PauseAll.INSTANCE))),
                path("resume", () -> control(() -> all("resume", Fleet.ResumeAll.INSTANCE))),
                pathPrefix(
                        segment(),
                        name -> concat(
                                path("prune", () -> control(() -> one(name, this::prune))),
                                path("pause", () -> control(() -> one(name, this::pause))),
                                path("resume", () -> control(() -> one(name, this::resume))))));
    }

    private Route control(Supplier<Route> inner) {
        return post(() -> access.toControl(() -> withoutBody(inner)));
    }

    private Route withoutBody(Supplier<Route> inner) {
        return extractRequestEntity(entity -> entity.isKnownEmpty()
                ? inner.get()
                : onComplete(
                        entity.withSizeLimit(BODY_LIMIT).toStrict(BODY_TIME.toMillis(), system),
                        read -> read.isSuccess()
                                ? inner.get()
                                : complete(Answers.error(
                                        StatusCodes.CONTENT_TOO_LARGE,
                                        "the body is over " + BODY_LIMIT + " bytes, or takes too long"))));
    }

    private Route all(String what, Fleet.Command command) {
        return answer(askFleet(), status -> {
            LOG.info("asked to {} every host", what);
            fleet.tell(command);
            return complete(accepted(new HostJson.Accepted(null, HOSTS)));
        });
    }

    private Route one(String name, Function<FleetStatus.Member, Route> inner) {
        return answer(
                askFleet(),
                status -> status.hosts().containsKey(name)
                        ? inner.apply(status.hosts().get(name))
                        : complete(Answers.noSuchHost()));
    }

    private Route prune(FleetStatus.Member host) {
        return answer(ask(host, Pruner.RunNow::new), reply -> {
            LOG.info("asked to prune {} now: {}", name(host), reply);
            return complete(reply == RunNowReply.ACCEPTED ? accepted(host) : conflict(reply));
        });
    }

    private Route pause(FleetStatus.Member host) {
        return answer(ask(host, Pruner.Pause::new), (PrunerStatus status) -> {
            LOG.info("asked to pause {}", name(host));
            return complete(accepted(host));
        });
    }

    private Route resume(FleetStatus.Member host) {
        return answer(ask(host, Pruner.Resume::new), (PrunerStatus status) -> {
            LOG.info("asked to resume {}", name(host));
            return complete(accepted(host));
        });
    }

    private CompletionStage<FleetStatus> askFleet() {
        return AskPattern.ask(fleet, Fleet.GetStatus::new, askTimeout, system.scheduler());
    }

    private <T> CompletionStage<T> ask(
            FleetStatus.Member host, akka.japi.function.Function<ActorRef<T>, Pruner.Command> question) {
        return AskPattern.ask(host.pruner(), question, askTimeout, system.scheduler());
    }

    private static <T> Route answer(CompletionStage<T> asked, Function<T, Route> inner) {
        return onComplete(
                asked, answered -> answered.isSuccess() ? inner.apply(answered.get()) : complete(Answers.noAnswer()));
    }

    private static HttpResponse accepted(FleetStatus.Member host) {
        String see = Uri.create(HOSTS).addPathSegment(name(host)).toString();
        return accepted(new HostJson.Accepted(name(host), see));
    }

    private static HttpResponse accepted(HostJson.Accepted body) {
        return Answers.json(StatusCodes.ACCEPTED, body).addHeader(RawHeader.create("Location", body.see()));
    }

    private static HttpResponse conflict(RunNowReply reply) {
        return Answers.error(
                StatusCodes.CONFLICT,
                switch (reply) {
                    case RUNNING -> "a run is under way already";
                    case WAITING -> "a run waits for its turn already";
                    case PAUSED -> "the host is paused";
                    case DISABLED -> "the host is switched off by its settings";
                    case ACCEPTED -> throw new IllegalArgumentException("that is no conflict");
                });
    }

    private static String name(FleetStatus.Member host) {
        return host.status().settings().name();
    }
}
