package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.testkit.Served;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read about hosts, over a real port. */
class FleetRoutesTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final Instant START = Hosts.START;

    @Test
    void a_host_opened_also_shows_its_settings_and_its_runs_newest_first() throws Exception {
        SERVED.serve(Hosts.after("a", Hosts.hourly(3)), Hosts.fresh("b"));
        var host = Served.json(SERVED.http().get("/api/hosts/a"));
        assertThat(host.get("name").asText()).isEqualTo("a");
        assertThat(host.get("settings")).isEqualTo(Served.json("""
                {
                  "enabled": true, "interval_s": 21600, "schedule": null, "time_zone": null, "retry_after_s": null,
                  "until": "24h", "all": false, "timeout_s": 600, "probe_timeout_s": 600, "preflight": true, "complete_chains": false,
                  "command": "docker builder prune -f --filter until=24h",
                  "ssh_command": ["ssh", "-T", "-n",
                    "-o", "BatchMode=yes", "-o", "IgnoreUnknown=*", "-o", "ControlPath=none",
                    "-o", "ControlMaster=no", "-o", "RemoteCommand=none", "-o", "SessionType=default",
                    "-o", "PermitLocalCommand=no", "-o", "StdinNull=no", "-o", "LogLevel=INFO",
                    "-o", "LogVerbose=none", "-o", "VisualHostKey=no", "-o", "ForkAfterAuthentication=no",
                    "-o", "ControlPersist=no", "-o", "AddKeysToAgent=no", "-o", "ChannelTimeout=none",
                    "-o", "ClearAllForwardings=yes", "-o", "ForwardAgent=no", "-o", "ForwardX11=no",
                    "-o", "Tunnel=no", "-o", "GSSAPIDelegateCredentials=no", "-o", "SetEnv=LC_ALL=C",
                    "-o", "NoHostAuthenticationForLocalhost=no", "-o", "VerifyHostKeyDNS=no",
                    "-o", "GSSAPIKeyExchange=no", "-o", "ConnectTimeout=10",
                    "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4", "-o", "StrictHostKeyChecking=yes",
                    "-p", "2222", "-o", "IdentitiesOnly=yes", "-i", "/keys/id",
                    "--", "prune@10.0.0.5", "docker builder prune -f --filter until=24h"]
                }
                """));
        assertThat(host.get("history").findValuesAsText("started_at"))
                .containsExactly("2026-01-01T02:00:00.250Z", "2026-01-01T01:00:00.250Z", "2026-01-01T00:00:00.250Z");
        assertThat(Served.json(SERVED.http().get("/api/hosts/a/runs")).get("runs"))
                .isEqualTo(host.get("history"));
        assertThat(SERVED.http().get("/api/hosts/b/runs").body()).isEqualTo("{\"runs\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue", "/status"})
    void of_one_host_queue_and_status_are_what_its_own_routes_say(String path) throws Exception {
        var host = Hosts.after("a", Runs.succeeded(START, 1_986_422_374), Runs.failed(Hosts.later(6), "rc=1: no"));
        SERVED.serve(host);
        var pruner = SERVED.kit().<Pruner.Command>createTestProbe();
        try (var single = new Served(
                SERVED.kit().system(),
                new StatusRoutes(pruner.getRef(), SERVED.kit().system(), Served.PATIENCE).alone())) {
            var expected = single.sendAsync("GET", path, "");
            pruner.expectMessageClass(Pruner.GetStatus.class).replyTo().tell(host.status());
            if (path.equals("/status")) {
                pruner.expectMessageClass(Pruner.GetHistory.class).replyTo().tell(host.history());
            }
            assertThat(SERVED.http().get(path).body())
                    .isEqualTo(expected.get().body())
                    .contains("1986422374");
        }
    }

    @Test
    void of_several_the_queue_is_that_of_the_latest_run_and_each_hosts() throws Exception {
        SERVED.serve(
                Hosts.after("a", Runs.succeeded(START, 1)),
                Hosts.after("b", Runs.failed(Hosts.later(1), "rc=1: no")),
                Hosts.fresh("c"));
        var ofB = "\"enabled\":true,\"interval_s\":21600,\"until\":\"24h\",\"all\":false,\"last_run_ts\":1767229200.25,"
                + "\"last_reclaimed_bytes\":null,\"last_reclaimed\":null,\"last_error\":\"rc=1: no\"";
        var queue = SERVED.http().get("/queue").body();
        assertThat(queue).startsWith("{" + ofB + ",\"hosts\":{\"a\":{").contains("\"b\":{" + ofB + "}");
        assertThat(Served.json(queue).get("hosts").fieldNames()).toIterable().containsExactly("a", "b", "c");
        assertThat(Served.json(queue).at("/hosts/a/last_reclaimed_bytes").asInt())
                .isEqualTo(1);
    }

    @Test
    void the_last_error_of_several_is_that_of_a_host_failing_now() throws Exception {
        var failing = Hosts.after("a", Runs.failed(START, "rc=1: old"));
        var failingToo = Hosts.after("b", Runs.failed(Hosts.later(1), "rc=1: newer"));
        var well = Hosts.after("c", Runs.failed(START, "rc=1: over"), Runs.succeeded(Hosts.later(2), 5));
        SERVED.serve(failing, failingToo, well);
        var queue = Served.json(SERVED.http().get("/queue"));
        assertThat(queue.get("last_error").asText()).isEqualTo("rc=1: newer");
        assertThat(queue.get("last_reclaimed_bytes").asInt()).isEqualTo(5);
        assertThat(queue.at("/hosts/c/last_error").isNull()).isTrue();
        SERVED.serve(well, Hosts.fresh("d"));
        assertThat(Served.json(SERVED.http().get("/queue")).get("last_error").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/hosts",
                "/api/hosts/a",
                "/api/hosts/a/runs",
                "/queue",
                "/status",
                "/health/live",
                "/health/ready"
            })
    void a_trailing_slash_changes_nothing(String path) throws Exception {
        SERVED.serve(Hosts.after("a", Hosts.hourly(3)), Hosts.fresh("b"));
        var answer = SERVED.http().get(path + "/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SERVED.http().get(path).body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/hosts",
                "/api/hosts/",
                "/api/hosts/a",
                "/api/hosts/a/runs",
                "/api/openapi.json",
                "/api/events"
            })
    void an_unknown_query_parameter_is_a_400_that_names_the_allowed_ones(String path) throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        for (var query : List.of("?s3cret=1", "?state=failing&limit=1", "?s3cret", "?=")) {
            var answer = SERVED.http().get(path + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(Served.json(answer).get("error").asText())
                    .contains("query parameter", "none")
                    .doesNotContain("s3cret");
        }
        assertThat(SERVED.http().open(path + "?").statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_beside_the_routes_keeps_its_own_queries() throws Exception {
        SERVED.serve(concat(
                SERVED.routes(Hosts.fresh("a")).routes(), path(segment("api").slash("mine"), () -> complete("mine"))));
        assertThat(SERVED.http().get("/api/mine?a=b").body()).isEqualTo("mine");
    }

    @Test
    void the_status_of_one_host_is_the_host_and_of_several_the_list() throws Exception {
        SERVED.serve(Hosts.after("a", Hosts.hourly(3)));
        assertThat(SERVED.http().get("/status").body())
                .isEqualTo(SERVED.http().get("/api/hosts/a").body());
        SERVED.serve(Hosts.after("a", Hosts.hourly(3)), Hosts.fresh("b"));
        assertThat(SERVED.http().get("/status").body())
                .isEqualTo(SERVED.http().get("/api/hosts").body());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404",
        "GET, /api, 404",
        "GET, /api/hosts//, 404",
        "POST, /queue/, 405",
        "GET, //queue, 404",
        "GET, /api/hosts/nope, 404",
        "GET, /api/hosts/nope/runs, 404",
        "GET, /api/hosts/a/nope, 404",
        "GET, /api/hosts/A, 404",
        "GET, /api/hosts/a%2Fruns, 404",
        "GET, /queue/x, 404",
        "POST, /nothing, 404",
        "POST, /queue, 405",
        "POST, /api/hosts, 405",
        "POST, /api/hosts/a, 405",
        "DELETE, /api/hosts/a, 405",
        "PUT, /api/hosts/a/runs, 405",
        "GET, /api/hosts/a/prune, 405",
        "GET, /api/hosts/a/pause, 405",
        "DELETE, /api/hosts/pause, 405",
        "POST, /health/live, 405"
    })
    void anything_else_is_an_error_of_one_shape(String method, String path, int code) throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        var answer = SERVED.http().send(method, path, "");
        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(Served.json(answer).fieldNames()).toIterable().containsExactly("error");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    }
}
