package dev.orchestrator.buildcache.bench;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.integerSegment;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.Http;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.http.FleetRoutes;
import dev.orchestrator.buildcache.http.HttpSettings;
import dev.orchestrator.buildcache.testkit.Await;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests per second for {@code /queue} and {@code /api/hosts} while 100 runs hang, against a constant route in the
 * same server: a small one, and one with an answer just as long. In turns, several times.
 */
final class HttpLoad {
    private static final int HANGING = 100;
    private static final int CONNECTIONS = 8;
    private static final int ROUNDS = 5;

    private HttpLoad() {}

    /** @param args how many hosts, if not 100; and how many ms each measurement takes, if not 1000 */
    public static void main(String[] args) throws Exception {
        int hosts = args.length > 0 ? Integer.parseInt(args[0]) : HANGING;
        long millis = args.length > 1 ? Long.parseLong(args[1]) : 1000;
        var stub = Stub.hanging(Stub.folder());
        try (var fleet = new RealFleet(hosts, HANGING, Duration.ZERO, stub)) {
            Await.until(HANGING + " runs hang", Duration.ofMinutes(5), () -> running(fleet) == HANGING);
            var settings = new HttpSettings("127.0.0.1", 0, Duration.ofSeconds(10));
            var routes = new FleetRoutes(fleet.fleet(), fleet.events(), fleet.system(), settings);
            var binding = Http.get(fleet.system())
                    .newServerAt(settings.networkInterface(), settings.port())
                    .bind(routes.alone(constant("constant", 20), constant("filler", 0)))
                    .toCompletableFuture()
                    .join();
            var found = new LinkedHashMap<String, Object>();
            found.put("benchmark", "http");
            found.put("hosts", hosts);
            found.put("connections", CONNECTIONS);
            try (var load = new Load(binding.localAddress().getPort(), CONNECTIONS)) {
                found.put("queue", compare(load, "/queue", millis));
                found.put("api_hosts", compare(load, "/api/hosts", millis));
            }
            found.put("hanging_runs", running(fleet));
            Json.print(found);
        }
        System.exit(0);
    }

    private static long running(RealFleet fleet) {
        return fleet.status().hosts().values().stream()
                .filter(host -> host.status().state() == State.RUNNING)
                .count();
    }

    /** Responds with a given number of bytes, or the number in the next path segment. */
    private static Route constant(String name, int bytes) {
        return bytes > 0
                ? path(name, () -> get(() -> complete(answer(bytes))))
                : path(
                        segment(name).slash(integerSegment()),
                        size -> get(() -> complete(FILLERS.computeIfAbsent(size, HttpLoad::answer))));
    }

    private static final Map<Integer, HttpResponse> FILLERS = new ConcurrentHashMap<>();

    private static HttpResponse answer(int bytes) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, new byte[bytes]));
    }

    private static Map<String, Object> compare(Load load, String path, long millis) {
        long bytes = load.measure(path, millis).bytes(); // warms up
        String filler = "/filler/" + bytes;
        load.measure("/constant", millis);
        load.measure(filler, millis);
        var ratio = new double[ROUNDS];
        var ratioToFiller = new double[ROUNDS];
        var perSecond = new double[ROUNDS];
        var p99 = new double[ROUNDS];
        var constantP99 = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            var constant = load.measure("/constant", millis);
            var ours = load.measure(path, millis);
            var asLong = load.measure(filler, millis);
            perSecond[i] = ours.requestsPerSecond();
            ratio[i] = ours.requestsPerSecond() / constant.requestsPerSecond();
            ratioToFiller[i] = ours.requestsPerSecond() / asLong.requestsPerSecond();
            p99[i] = ours.p99Millis();
            constantP99[i] = constant.p99Millis();
        }
        var found = new LinkedHashMap<String, Object>();
        found.put("bytes", bytes);
        found.put("requests_per_second", Json.rounded(Json.median(perSecond)));
        found.put("median_ratio_to_constant", Json.rounded(Json.median(ratio)));
        found.put("median_ratio_to_constant_of_same_length", Json.rounded(Json.median(ratioToFiller)));
        found.put("p99_ms", Json.rounded(Json.median(p99)));
        found.put("constant_p99_ms", Json.rounded(Json.median(constantP99)));
        return found;
    }
}
