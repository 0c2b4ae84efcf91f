package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.http.javadsl.Http;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over a real port, by another HTTP client than the server's own. */
class StatusRoutesTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");

    private final TestProbe<Pruner.Command> pruner = KIT.createTestProbe(Pruner.Command.class);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void the_queue_before_the_first_run_has_exactly_the_snapshots_keys_in_their_order() throws Exception {
        assertThat(get(
                                "/queue",
                                KnownHost.fresh(settings(Optional.of(new Age("24h")), false), START)
                                        .status())
                        .body())
                .isEqualTo(
                        "{\"enabled\":true,\"interval_s\":21600,\"until\":\"24h\",\"all\":false,"
                                + "\"last_run_ts\":null,\"last_reclaimed_bytes\":null,\"last_reclaimed\":null,\"last_error\":null}");
    }

    @Test
    void the_queue_after_a_success_and_a_failure_shows_the_successs_figure_and_the_failures_error() throws Exception {
        var answer = get("/queue", failedAfterSuccess());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"enabled\":true,\"interval_s\":21600,\"until\":\"168h\",\"all\":true,"
                        + "\"last_run_ts\":1767247200.25,\"last_reclaimed_bytes\":1986422374,"
                        + "\"last_reclaimed\":\"1.85 GB\",\"last_error\":\"rc=1: \\\"no\\\" <b>space</b>\"}");
    }

    @Test
    void the_status_is_the_full_picture() throws Exception {
        assertThat(json(get("/status", failedAfterSuccess()))).isEqualTo(JSON.readTree("""
                {
                  "enabled": true, "interval_s": 21600, "until": "168h", "all": true,
                  "last_run_ts": 1767247200.25, "last_reclaimed_bytes": 1986422374, "last_reclaimed": "1.85 GB",
                  "last_error": "rc=1: \\"no\\" <b>space</b>",
                  "host": "build-01", "state": "idle",
                  "command": "docker builder prune -f -a --filter until=168h",
                  "preflight": true, "timeout_s": 600, "next_run_ts": 1767268800.25,
                  "last_run": {
                    "start_ts": 1767247200.25, "end_ts": 1767247202.75, "duration_s": 2.5,
                    "outcome": "failed", "failure": "other", "exit_code": 1,
                    "reclaimed_bytes": null, "reclaimed": null, "error": "rc=1: \\"no\\" <b>space</b>"
                  },
                  "runs": {"succeeded": 1, "unconfirmed": 0, "failed": 1, "unknown": 0, "refused": 0, "skipped": 0},
                  "total_reclaimed_bytes": 1986422374, "total_reclaimed": "1.986 GB"
                }
                """));
    }

    @Test
    void what_is_not_known_is_null_in_the_status() throws Exception {
        var disabled = KnownHost.fresh(
                        HostBuilder.host("(none)")
                                .nowhere()
                                .disabled()
                                .every(Duration.ofMillis(1500))
                                .anyAge()
                                .settings(),
                        START)
                .status();
        var status = json(get("/status", disabled));
        assertThat(status.get("state").asText()).isEqualTo("disabled");
        assertThat(status.get("interval_s").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(status.get("until").asText()).isEmpty();
        for (var key : new String[] {"host", "last_run", "next_run_ts", "last_run_ts"}) {
            assertThat(status.get(key).isNull()).as(key).isTrue();
        }
    }

    @Test
    void it_is_ready_while_the_pruner_answers() throws Exception {
        var answer = get("/health/ready", failedAfterSuccess());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @ParameterizedTest
    @CsvSource({"/queue", "/status", "/health/ready"})
    void a_pruner_that_does_not_answer_is_a_503_with_an_error(String path) throws Exception {
        var answer = send("GET", path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"error\":\"the pruner does not answer\"}");
    }

    @Test
    void a_pruner_that_is_gone_is_a_503_too_but_the_program_is_live() throws Exception {
        pruner.stop();
        assertThat(send("GET", "/queue").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(503);
        assertThat(send("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404",
        "GET, /queue/, 404",
        "GET, /queue/x, 404",
        "GET, /health, 404",
        "GET, /QUEUE, 404",
        "POST, /queue, 405",
        "DELETE, /status, 405",
        "PUT, /health/live, 405",
        "POST, /nothing, 404"
    })
    void anything_else_is_an_error_of_the_same_shape(String method, String path, int code) throws Exception {
        var answer = send(method, path);
        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(json(answer).fieldNames()).toIterable().containsExactly("error");
        pruner.expectNoMessage(Duration.ZERO);
    }

    @Test
    void mounted_beside_other_routes_it_leaves_theirs_alone() throws Exception {
        var routes = new StatusRoutes(pruner.getRef(), KIT.system(), Duration.ofSeconds(3)).routes();
        var theirs = Directives.path("theirs", () -> Directives.complete("theirs"));
        assertThat(send("GET", "/theirs", Directives.concat(routes, theirs))
                        .get()
                        .body())
                .isEqualTo("theirs");
    }

    private HttpResponse<String> get(String path, PrunerStatus status) throws Exception {
        var answer = send("GET", path, alone(Duration.ofSeconds(10)));
        pruner.expectMessageClass(Pruner.GetStatus.class).replyTo().tell(status);
        return answer.get();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return send(method, path, alone(Duration.ofMillis(100))).get();
    }

    private Route alone(Duration askTimeout) {
        return new StatusRoutes(pruner.getRef(), KIT.system(), askTimeout).alone();
    }

    private CompletableFuture<HttpResponse<String>> send(String method, String path, Route route) throws Exception {
        var binding = Http.get(KIT.system())
                .newServerAt("127.0.0.1", 0)
                .bind(route)
                .toCompletableFuture()
                .get();
        InetSocketAddress address = binding.localAddress();
        var uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        var request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return CLIENT.sendAsync(request, BodyHandlers.ofString()).whenComplete((answer, failure) -> binding.unbind());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private static PrunerStatus failedAfterSuccess() {
        var later = START.plus(Duration.ofHours(6));
        return KnownHost.fresh(settings(Optional.of(new Age("7d")), true), START)
                .after(Runs.succeeded(START, 1_986_422_374), later)
                .after(Runs.failed(later, "rc=1: \"no\" <b>space</b>"), later.plus(Duration.ofHours(6)))
                .status();
    }

    private static PrunerSettings settings(Optional<Age> until, boolean all) {
        return HostBuilder.host("build-01").prune(new BuilderPrune(until, all)).settings();
    }
}
