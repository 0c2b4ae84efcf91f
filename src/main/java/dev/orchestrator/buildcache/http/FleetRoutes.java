package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.encodeResponse;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.ignoreTrailingSlash;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathEnd;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.http.events.EventLog;
import dev.orchestrator.buildcache.http.events.EventRoutes;
import dev.orchestrator.buildcache.http.metrics.Counter;
import dev.orchestrator.buildcache.http.metrics.Metrics;
import dev.orchestrator.buildcache.http.response.Ask;
import dev.orchestrator.buildcache.http.response.Resource;
import dev.orchestrator.buildcache.http.response.Responses;
import dev.orchestrator.buildcache.http.response.SealedRoutes;
import dev.orchestrator.buildcache.http.response.SecurityHeaders;
import dev.orchestrator.buildcache.json.ChannelJson;
import dev.orchestrator.buildcache.json.FleetJson;
import dev.orchestrator.buildcache.json.HostJson;
import dev.orchestrator.buildcache.json.QueueJson;
import dev.orchestrator.buildcache.run.History;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a {@link Fleet} knows, as JSON, and what it can be told to do: {@code openapi.json} describes every route.
 *
 * <p>The cost hardly depends on how many clients ask: a response about the whole fleet is rendered once, until something
 * changes.
 */
public final class FleetRoutes {
    /** How old the figures about the last day and week may be. */
    private static final Duration FIGURES = Duration.ofSeconds(1);

    private final ActorRef<Fleet.Command> fleet;
    private final Ask ask;
    private final Access access;
    private final Route routes;

    /** @param events the fleet's event hub */
    public FleetRoutes(
            ActorRef<Fleet.Command> fleet,
            ActorRef<EventLog.Command> events,
            ActorSystem<?> system,
            HttpSettings settings) {
        this(fleet, events, system, settings, InstantSource.system(), List::of);
    }

    /**
     * @param clock tells the time, for what was reclaimed in the last day and week
     * @param channels how the channels of alerts deliver, as {@code Notifier} publishes it
     * @param counters more figures for {@code /metrics}
     */
    public FleetRoutes(
            ActorRef<Fleet.Command> fleet,
            ActorRef<EventLog.Command> eventLog,
            ActorSystem<?> system,
            HttpSettings settings,
            InstantSource clock,
            Supplier<List<ChannelJson>> channels,
            Counter... counters) {
        this.fleet = fleet;
        this.ask = new Ask(system, settings.askTimeout());
        this.access = new Access(settings, system);
        var control = new ControlRoutes(fleet, system, access, ask);
        var hosts = new RenderedOnce(
                status -> Responses.ok(FleetJson.of(status, clock.instant(), access.isControllable(), channels.get())),
                clock,
                FIGURES);
        var queue = new RenderedOnce(status -> Responses.ok(QueueJson.of(status)));
        var events = new EventRoutes(eventLog, ask);
        var metrics = new Metrics(
                channels,
                Stream.concat(Stream.of(access.failures()), Arrays.stream(counters))
                        .toList());
        var description = Responses.json(Resource.bytes(FleetRoutes.class, "openapi.json"));
        this.routes = ignoreTrailingSlash(() -> concat(
                pathPrefix(
                        "api",
                        () -> concat(
                                pathPrefix("hosts", () -> concat(hosts(hosts), control.routes())),
                                path("events", () -> api(events::stream)),
                                path("openapi.json", () -> api(() -> complete(description))))),
                path("metrics", () -> metrics(metrics)),
                path("queue", () -> read(queue::of)),
                path("status", () -> get(() -> access.toRead(() -> status(hosts)))),
                pathPrefix("health", this::health)));
    }

    /** All routes. Other requests are rejected, so routes beside these can take them. */
    public Route routes() {
        return SecurityHeaders.on(routes);
    }

    /** These and others as all the routes of a server: any other request is an error in JSON, 404 or 405. */
    public Route alone(Route... others) {
        return SecurityHeaders.on(SealedRoutes.of(concat(routes, others)));
    }

    private Route hosts(RenderedOnce hosts) {
        return concat(
                pathEnd(() -> api(() -> ask.respond(askFleet(), hosts::of))),
                pathPrefix(
                        segment(),
                        name -> concat(
                                pathEnd(() -> readHost(name, HostJson.Opened::of)),
                                path("runs", () -> readHost(name, (host, runs) -> HostJson.Runs.of(runs))))));
    }

    /** For one host the same as its route under {@code /api/hosts}, for several the same as {@code /api/hosts}. */
    private Route status(RenderedOnce hosts) {
        return ask.then(
                askFleet(),
                status -> status.hosts().size() == 1
                        ? open(theOnlyHost(status), HostJson.Opened::of)
                        : complete(hosts.of(status)));
    }

    private Route metrics(Metrics metrics) {
        return extractRequest(request -> encodeResponse(() -> read(metrics.as(accepted(request)))));
    }

    private static String accepted(HttpRequest request) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is("accept"))
                .map(HttpHeader::value)
                .collect(Collectors.joining(","));
    }

    private Route health() {
        return concat(
                path("live", () -> get(() -> complete(Responses.ok(Health.LIVE)))),
                path(
                        "ready",
                        () -> get(() -> ask.respond(
                                askFleet().thenCompose(this::askTheOnlyHost), ready -> Responses.ok(Health.READY)))));
    }

    /**
     * The fleet answers for its hosts, so a host that doesn't answer would go unnoticed. A single host is asked itself; one
     * of many doesn't make the program unready.
     */
    private CompletionStage<?> askTheOnlyHost(FleetStatus fleet) {
        return fleet.hosts().size() == 1
                ? ask.of(theOnlyHost(fleet).pruner(), Pruner.GetStatus::new)
                : CompletableFuture.completedStage(fleet);
    }

    private static FleetStatus.Member theOnlyHost(FleetStatus fleet) {
        return fleet.hosts().values().iterator().next();
    }

    private Route readHost(String name, BiFunction<PrunerStatus, History, Object> view) {
        return api(() -> ask.then(
                askFleet(),
                status -> status.host(name)
                        .map(host -> open(host, view))
                        .orElseGet(() -> complete(Responses.noSuchHost()))));
    }

    /** The fleet knows the state of a host; its history is only known to the host's own pruner. */
    private Route open(FleetStatus.Member host, BiFunction<PrunerStatus, History, Object> view) {
        return ask.respond(
                ask.of(host.pruner(), Pruner.GetHistory::new),
                history -> Responses.ok(view.apply(host.status(), history)));
    }

    /** A read under {@code /api}. */
    private Route api(Supplier<Route> inner) {
        return get(() -> NoQuery.before(() -> access.toRead(inner)));
    }

    private Route read(Function<FleetStatus, HttpResponse> view) {
        return get(() -> access.toRead(() -> ask.respond(askFleet(), view)));
    }

    private CompletionStage<FleetStatus> askFleet() {
        return ask.of(fleet, Fleet.GetStatus::new);
    }
}
