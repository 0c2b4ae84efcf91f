package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.encodeResponse;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.onComplete;
import static akka.http.javadsl.server.Directives.optionalHeaderValueByName;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathEnd;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.run.History;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a {@link Fleet} knows, as JSON, and what it can be told to do: {@code openapi.json} describes every route.
 *
 * <p>What it costs hardly depends on how many ask: an answer about the whole fleet is rendered once, until something
 * changes.
 */
public final class FleetRoutes {
    /** How old the figures about the last day and week may be. */
    private static final Duration FIGURES = Duration.ofSeconds(1);

    private final ActorRef<Fleet.Command> fleet;
    private final ActorSystem<?> system;
    private final Duration askTimeout;
    private final Access access;
    private final Route routes;

    /** @param events the fleet's event hub */
    public FleetRoutes(
            ActorRef<Fleet.Command> fleet,
            ActorRef<EventLog.Command> events,
            ActorSystem<?> system,
            HttpSettings settings) {
        this(fleet, events, system, settings, InstantSource.system());
    }

    /** @param clock tells the time, for what was reclaimed in the last day and week */
    FleetRoutes(
            ActorRef<Fleet.Command> fleet,
            ActorRef<EventLog.Command> eventLog,
            ActorSystem<?> system,
            HttpSettings settings,
            InstantSource clock) {
        this.fleet = fleet;
        this.system = system;
        this.askTimeout = settings.askTimeout();
        this.access = new Access(settings);
        var control = new ControlRoutes(fleet, system, access, settings.askTimeout());
        var hosts = new RenderedOnce(
                status -> Answers.ok(HostJson.Hosts.of(status, clock.instant(), access.isControllable())),
                clock,
                FIGURES);
        var queue = new RenderedOnce(status -> Answers.ok(StatusJson.queue(status)));
        var full = new RenderedOnce(status -> Answers.ok(StatusJson.full(status)));
        var events = new EventRoutes(eventLog, system, settings.askTimeout());
        var metrics = new Metrics();
        var description = Answers.json(Answers.resource("openapi.json"));
        this.routes = concat(
                pathPrefix(
                        "api",
                        () -> concat(
                                pathPrefix("hosts", () -> concat(hosts(hosts), control.routes())),
                                path("events", () -> get(() -> access.toRead(events::stream))),
                                path("openapi.json", () -> get(() -> access.toRead(() -> complete(description)))))),
                path("metrics", () -> metrics(metrics)),
                path("queue", () -> read(queue::of)),
                path("status", () -> read(full::of)),
                pathPrefix("health", this::health));
    }

    /** All routes. Other requests are left to whatever these are mounted beside. */
    public Route routes() {
        return Answers.careful(routes);
    }

    /** These and others as all that a server has: anything else is an error in JSON, 404 or 405. */
    public Route alone(Route... others) {
        return Answers.careful(Answers.sealed(concat(routes, others)));
    }

    private Route hosts(RenderedOnce hosts) {
        return concat(
                pathEnd(() -> read(hosts::of)),
                pathPrefix(
                        segment(),
                        name -> concat(
                                pathEnd(() -> readHost(name, HostJson.Opened::of)),
                                path("runs", () -> readHost(name, (host, runs) -> HostJson.Runs.of(runs))))));
    }

    private Route metrics(Metrics metrics) {
        return optionalHeaderValueByName("Accept", accept -> encodeResponse(() -> read(metrics.as(accept.orElse("")))));
    }

    private Route health() {
        return concat(
                path("live", () -> get(() -> complete(Answers.ok(StatusJson.Health.LIVE)))),
                path(
                        "ready",
                        () -> get(() -> answer(
                                askFleet().thenCompose(this::askTheOnlyHost),
                                ready -> Answers.ok(StatusJson.Health.READY)))));
    }

    /** The fleet answers for hosts that don't. A single one is asked itself; one of many must not stand for all. */
    private CompletionStage<?> askTheOnlyHost(FleetStatus status) {
        return status.hosts().size() == 1
                ? AskPattern.ask(
                        status.hosts().values().iterator().next().pruner(),
                        Pruner.GetStatus::new,
                        askTimeout,
                        system.scheduler())
                : CompletableFuture.completedStage(status);
    }

    /** The fleet knows the host; its past only the host's own pruner does. */
    private Route readHost(String name, BiFunction<PrunerStatus, History, Object> view) {
        return get(() -> access.toRead(() -> answerWith(
                askFleet(),
                fleet -> fleet.host(name)
                        .map(host -> answer(askHistory(host), runs -> Answers.ok(view.apply(host.status(), runs))))
                        .orElseGet(() -> complete(Answers.noSuchHost())))));
    }

    private CompletionStage<History> askHistory(FleetStatus.Member host) {
        return AskPattern.ask(host.pruner(), Pruner.GetHistory::new, askTimeout, system.scheduler());
    }

    private Route read(Function<FleetStatus, HttpResponse> view) {
        return get(() -> access.toRead(() -> answer(askFleet(), view)));
    }

    private CompletionStage<FleetStatus> askFleet() {
        return AskPattern.ask(fleet, Fleet.GetStatus::new, askTimeout, system.scheduler());
    }

    private static <T> Route answer(CompletionStage<T> asked, Function<T, HttpResponse> view) {
        return answerWith(asked, answer -> complete(view.apply(answer)));
    }

    private static <T> Route answerWith(CompletionStage<T> asked, Function<T, Route> inner) {
        return onComplete(
                asked, answered -> answered.isSuccess() ? inner.apply(answered.get()) : complete(Answers.noAnswer()));
    }
}
