package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.onSuccess;
import static akka.http.javadsl.server.Directives.pathPrefix;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.http.events.Channels;
import dev.orchestrator.buildcache.http.events.EventLog;
import dev.orchestrator.buildcache.http.page.PageRoutes;
import dev.orchestrator.buildcache.http.response.Responses;
import dev.orchestrator.buildcache.json.ChannelJson;
import dev.orchestrator.buildcache.testkit.FakeFleet;
import dev.orchestrator.buildcache.testkit.Served;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The page and all that it asks for, on a real port, of a fleet that does as a test says. */
final class ServedPage {
    static final String TOKEN = "open-sesame";

    /** As behind a proxy, everything is also under this path, which the routes don't see. */
    static final String PROXIED = "proxied";

    private static final Duration MONTH = Duration.ofDays(30);

    private final ActorTestKit kit;
    private final FakeFleet fleet;
    private final HttpSettings settings;
    private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
    private final Map<String, CompletableFuture<Optional<HttpResponse>>> instead = new ConcurrentHashMap<>();
    private Route route;
    private ServerBinding binding;
    private volatile Duration age = Duration.ZERO;
    private Channels channels;

    ServedPage(ActorTestKit kit, FakeFleet fleet, Optional<String> token, HttpSettings.Protect protect)
            throws Exception {
        this.kit = kit;
        this.fleet = fleet;
        this.settings = new HttpSettings("127.0.0.1", 0, HttpSettings.MAX_ASK_TIMEOUT, token, protect);
        this.route = route();
        bind(0);
    }

    /** Of a program that has been there for a month: so it knows all that it shows. */
    private Route route() {
        age = MONTH;
        InstantSource clock = () -> Instant.now().minus(age);
        var events = kit.spawn(EventLog.create(fleet.ref(), fleet.settings(), clock));
        channels = new Channels(events);
        var routes = new FleetRoutes(fleet.ref(), events, kit.system(), settings, clock, channels)
                .alone(new PageRoutes().routes());
        age = Duration.ZERO;
        var all = extractRequest(request -> {
            var other =
                    instead.getOrDefault(request.getUri().path(), CompletableFuture.completedFuture(Optional.empty()));
            requests.add(request);
            return onSuccess(
                    other, answer -> answer.<Route>map(a -> complete(a)).orElse(routes));
        });
        return concat(pathPrefix(PROXIED, () -> all), all);
    }

    private void bind(int port) throws Exception {
        binding = Http.get(kit.system())
                .newServerAt("127.0.0.1", port)
                .bind(route)
                .toCompletableFuture()
                .get(Served.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + binding.localAddress().getPort() + "/";
    }

    /** What was asked to be done, each as its path and the header that it was allowed by. */
    List<String> posts() {
        return requests.stream()
                .filter(request -> request.method().value().equals("POST"))
                .map(post -> post.getUri().path() + " "
                        + post.getHeader("Authorization")
                                .map(header -> header.value())
                                .orElse("(no token)"))
                .toList();
    }

    /** How often it was asked for. */
    long asked(String path) {
        return requests.stream()
                .filter(request -> request.getUri().path().equals(path))
                .count();
    }

    /** From now on, requests for this path wait until it is said how to answer them. */
    void hold(String path) {
        instead.put(path, new CompletableFuture<>());
    }

    /** Requests for this path, those that wait first, get this answer. */
    void answer(String path, StatusCode status) {
        answer(path, Optional.of(Responses.error(status, "as the test says")));
    }

    /** Requests for this path get the real answer again, as it is then. */
    void answerAsUsual(String path) {
        answer(path, Optional.empty());
    }

    private void answer(String path, Optional<HttpResponse> answer) {
        var waiting = instead.put(path, CompletableFuture.completedFuture(answer));
        if (waiting != null) {
            waiting.complete(answer);
        }
    }

    /** How the channels of alerts deliver from now on. */
    void channels(ChannelJson... now) {
        channels.accept(List.of(now));
    }

    /** As if the service were gone. */
    void goAway() throws Exception {
        binding.terminate(Duration.ofMillis(10))
                .toCompletableFuture()
                .get(Served.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** As another process, which doesn't know what happened before; on the same port. */
    void startAnew() throws Exception {
        route = route();
        comeBack();
    }

    /** On the same port. */
    void comeBack() throws Exception {
        bind(binding.localAddress().getPort());
    }
}
