package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read, over a real port. */
class FleetRoutesTest {
    private static final ActorTestKit KIT = Served.patientKit();
    private static final Instant START = Hosts.START;
    private static final Duration DAY = Duration.ofDays(1);
    private static final HttpSettings OPEN = new HttpSettings("127.0.0.1", 0, Served.PATIENCE);

    /** At first, when the program is started, long before any run. */
    private volatile Instant now = START.minus(DAY.multipliedBy(30));

    private FakeFleet fleet;
    private Served served;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void the_list_shows_every_host_in_full() throws Exception {
        serve(
                Hosts.after(
                        "b", Runs.succeeded(START, 1_986_422_374), Runs.failed(later(6), "rc=1: \"no\" <b>space</b>")),
                Hosts.disabled("a"));
        now = later(7);
        assertThat(Served.json(served.get("/api/hosts"))).isEqualTo(Served.json("""
                {
                  "hosts": [
                    {
                      "name": "a", "state": "disabled", "paused": false,
                      "address": "10.0.0.5", "user": "prune", "port": 2222,
                      "running_since": null, "next_run_at": null, "last_run": null, "last_success_at": null,
                      "last_reclaimed_bytes": null, "last_reclaimed": null,
                      "runs": {"succeeded": 0, "unconfirmed": 0, "failed": 0, "unknown": 0, "refused": 0, "skipped": 0},
                      "total_reclaimed_bytes": 0, "total_reclaimed": "0 B", "troubles": 0
                    },
                    {
                      "name": "b", "state": "idle", "paused": false,
                      "address": "10.0.0.5", "user": "prune", "port": 2222,
                      "running_since": null, "next_run_at": "2026-01-01T12:00:00.250Z",
                      "last_run": {
                        "started_at": "2026-01-01T06:00:00.250Z", "ended_at": "2026-01-01T06:00:02.750Z",
                        "duration_s": 2.5, "outcome": "failed", "failure": "other", "exit_code": 1,
                        "reclaimed_bytes": null, "reclaimed": null, "error": "rc=1: \\"no\\" <b>space</b>"
                      },
                      "last_success_at": "2026-01-01T00:00:02.750Z",
                      "last_reclaimed_bytes": 1986422374, "last_reclaimed": "1.986 GB",
                      "runs": {"succeeded": 1, "unconfirmed": 0, "failed": 1, "unknown": 0, "refused": 0, "skipped": 0},
                      "total_reclaimed_bytes": 1986422374, "total_reclaimed": "1.986 GB", "troubles": 1
                    }
                  ],
                  "reclaimed_last_day": {"bytes": 1986422374, "human": "1.986 GB", "complete": true},
                  "reclaimed_last_week": {"bytes": 1986422374, "human": "1.986 GB", "complete": true},
                  "control": "off"
                }
                """));
    }

    @Test
    void a_running_host_says_since_when_and_times_always_have_milliseconds() throws Exception {
        serve(
                Hosts.in(State.RUNNING, "a"),
                Hosts.after("b", Runs.ended(Instant.parse("2026-01-01T00:00:00Z"), Runs.some(Outcome.Kind.UNKNOWN))));
        var hosts = Served.json(served.get("/api/hosts")).get("hosts");
        assertThat(hosts.get(0).get("state").asText()).isEqualTo("running");
        assertThat(hosts.get(0).get("running_since").asText()).isEqualTo("2026-01-01T06:00:00.250Z");
        assertThat(hosts.get(1).at("/last_run/started_at").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
    }

    @Test
    void the_last_day_and_week_count_what_ended_within_them() throws Exception {
        serve(
                Hosts.after("a", Runs.succeeded(START, 1L << 30), Runs.succeeded(START.plus(DAY), 1L << 31)),
                Hosts.after("b", Runs.succeeded(START.plus(DAY), 1L << 30)));
        now = START.plus(DAY).plusSeconds(3);
        assertThat(reclaimed("reclaimed_last_day"))
                .isEqualTo("{\"bytes\":3221225472,\"human\":\"3.221 GB\",\"complete\":true}");
        assertThat(reclaimed("reclaimed_last_week"))
                .isEqualTo("{\"bytes\":4294967296,\"human\":\"4.295 GB\",\"complete\":true}");
    }

    @Test
    void they_are_not_complete_until_the_program_has_been_there_for_so_long() throws Exception {
        now = START;
        fleet = new FakeFleet(KIT, START, Hosts.after("a", hourly(3)));
        served = new Served(KIT.system(), routes(OPEN).alone());
        now = START.plus(DAY).minusSeconds(3);
        assertThat(reclaimed("reclaimed_last_day")).endsWith("\"complete\":false}");
        now = START.plus(DAY).plusSeconds(3);
        assertThat(reclaimed("reclaimed_last_day")).endsWith("\"complete\":true}");
        assertThat(reclaimed("reclaimed_last_week")).endsWith("\"complete\":false}");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, 3", "UNKNOWN, 3", "REFUSED, 3", "UNCONFIRMED, 3", "SKIPPED, 3", "SUCCEEDED, 0"})
    void troubles_are_the_newest_runs_in_a_row_that_did_not_succeed(Outcome.Kind last, int troubles) throws Exception {
        serve(Hosts.after(
                "a",
                Runs.ended(START, Runs.some(Outcome.Kind.FAILED)),
                Runs.ended(later(1), Runs.some(Outcome.Kind.SUCCEEDED)),
                Runs.ended(later(2), Runs.some(Outcome.Kind.UNKNOWN)),
                Runs.ended(later(3), Runs.some(Outcome.Kind.REFUSED)),
                Runs.ended(later(4), Runs.some(last))));
        assertThat(Served.json(served.get("/api/hosts")).at("/hosts/0/troubles").asInt())
                .isEqualTo(troubles);
    }

    @Test
    void a_host_opened_also_shows_its_settings_and_its_runs_newest_first() throws Exception {
        serve(Hosts.after("a", hourly(3)), Hosts.fresh("b"));
        var host = Served.json(served.get("/api/hosts/a"));
        assertThat(host.get("name").asText()).isEqualTo("a");
        assertThat(host.get("settings")).isEqualTo(Served.json("""
                {
                  "enabled": true, "interval_s": 21600, "schedule": null, "time_zone": null, "retry_after_s": null,
                  "until": "24h", "all": false, "timeout_s": 600, "preflight": true,
                  "command": "docker builder prune -f --filter until=24h",
                  "ssh_command": ["ssh", "-T", "-n", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10",
                    "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4", "-o", "StrictHostKeyChecking=yes",
                    "-o", "ForwardAgent=no", "-o", "ClearAllForwardings=yes", "-o", "ControlMaster=no",
                    "-o", "LogLevel=ERROR", "-p", "2222", "-o", "IdentitiesOnly=yes", "-i", "/keys/id",
                    "--", "prune@10.0.0.5", "docker builder prune -f --filter until=24h"]
                }
                """));
        assertThat(host.get("history").findValuesAsText("started_at"))
                .containsExactly("2026-01-01T02:00:00.250Z", "2026-01-01T01:00:00.250Z", "2026-01-01T00:00:00.250Z");
        assertThat(Served.json(served.get("/api/hosts/a/runs")).get("runs")).isEqualTo(host.get("history"));
        assertThat(served.get("/api/hosts/b/runs").body()).isEqualTo("{\"runs\":[]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue", "/status"})
    void of_one_host_queue_and_status_are_what_its_own_routes_say(String path) throws Exception {
        var host = Hosts.after("a", Runs.succeeded(START, 1_986_422_374), Runs.failed(later(6), "rc=1: no"));
        serve(host);
        var pruner = KIT.<Pruner.Command>createTestProbe();
        try (var single =
                new Served(KIT.system(), new StatusRoutes(pruner.getRef(), KIT.system(), Served.PATIENCE).alone())) {
            var expected = single.sendAsync("GET", path, "");
            pruner.expectMessageClass(Pruner.GetStatus.class).replyTo().tell(host.status());
            assertThat(served.get(path).body()).isEqualTo(expected.get().body()).contains("1986422374");
        }
    }

    @Test
    void of_several_the_queue_is_that_of_the_latest_run_and_each_hosts() throws Exception {
        serve(
                Hosts.after("a", Runs.succeeded(START, 1)),
                Hosts.after("b", Runs.failed(later(1), "rc=1: no")),
                Hosts.fresh("c"));
        var ofB = "\"enabled\":true,\"interval_s\":21600,\"until\":\"24h\",\"all\":false,\"last_run_ts\":1767229200.25,"
                + "\"last_reclaimed_bytes\":null,\"last_reclaimed\":null,\"last_error\":\"rc=1: no\"";
        var queue = served.get("/queue").body();
        assertThat(queue).startsWith("{" + ofB + ",\"hosts\":{\"a\":{").contains("\"b\":{" + ofB + "}");
        assertThat(Served.json(queue).get("hosts").fieldNames()).toIterable().containsExactly("a", "b", "c");
        assertThat(Served.json(queue).at("/hosts/a/last_reclaimed_bytes").asInt())
                .isEqualTo(1);
        var status = Served.json(served.get("/status"));
        assertThat(status.at("/last_run/error").asText()).isEqualTo("rc=1: no");
        assertThat(status.at("/hosts/a/last_run/outcome").asText()).isEqualTo("succeeded");
        assertThat(status.at("/hosts/c/state").asText()).isEqualTo("idle");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404",
        "GET, /api, 404",
        "GET, /api/hosts/, 404",
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
        serve(Hosts.fresh("a"));
        var answer = served.send(method, path, "");
        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(Served.json(answer).fieldNames()).toIterable().containsExactly("error");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/hosts", "/api/hosts/a", "/queue", "/status", "/health/ready"})
    void a_fleet_that_does_not_answer_is_a_503_but_the_program_is_live(String path) throws Exception {
        var silent = KIT.<Fleet.Command>createTestProbe();
        var settings = new HttpSettings("127.0.0.1", 0, Duration.ofMillis(100));
        served = new Served(
                KIT.system(),
                RoutesOf.fleet(silent.getRef(), List.of(), KIT.system(), settings, () -> now, EventLog.Limits.USUAL)
                        .alone());
        assertThat(served.get(path).statusCode()).isEqualTo(503);
        assertThat(served.get(path).body()).isEqualTo("{\"error\":\"the pruner does not answer\"}");
        assertThat(served.get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void a_single_host_makes_it_ready_while_its_pruner_answers() throws Exception {
        serve(Hosts.fresh("a"));
        var answer = served.sendAsync("GET", "/health/ready", "");
        fleet.pruners
                .expectMessageClass(Pruner.GetStatus.class)
                .replyTo()
                .tell(Hosts.fresh("a").status());
        assertThat(answer.get().body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void a_single_host_whose_pruner_is_gone_makes_it_not_ready_though_the_fleet_answers() throws Exception {
        serve(Hosts.fresh("a"));
        fleet.losesPruners();
        assertThat(served.get("/queue").statusCode()).isEqualTo(200);
        assertThat(served.get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void one_of_several_hosts_whose_pruner_is_gone_does_not_stand_for_all() throws Exception {
        serve(Hosts.fresh("a"), Hosts.fresh("b"));
        fleet.losesPruners();
        assertThat(served.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/hosts", "/api/hosts/a", "/queue", "/health/live", "/health/ready", "/nothing"})
    void every_answer_keeps_browsers_careful(String path) throws Exception {
        serve(Hosts.fresh("a"), Hosts.fresh("b"));
        var headers = served.get(path).headers();
        assertThat(headers.allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void other_routes_are_served_beside_them_with_their_own_cache_control() throws Exception {
        fleet = new FakeFleet(KIT, Hosts.fresh("a"));
        var page = Directives.pathSingleSlash(() -> Directives.respondWithHeader(
                RawHeader.create("Cache-Control", "max-age=60"), () -> Directives.complete("page")));
        served = new Served(KIT.system(), routes(OPEN).alone(page));
        var answer = served.get("/");
        assertThat(answer.body()).isEqualTo("page");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("max-age=60");
        assertThat(answer.headers().allValues("X-Frame-Options")).containsExactly("DENY");
    }

    @Test
    void mounted_beside_other_routes_they_leave_theirs_alone() throws Exception {
        fleet = new FakeFleet(KIT, Hosts.fresh("a"));
        var theirs = Directives.path("theirs", () -> Directives.complete("theirs"));
        served = new Served(KIT.system(), Directives.concat(routes(OPEN).routes(), theirs));
        assertThat(served.get("/theirs").headers().firstValue("X-Frame-Options"))
                .isEmpty();
        assertThat(served.get("/theirs").body()).isEqualTo("theirs");
        assertThat(served.get("/queue").headers().firstValue("X-Frame-Options")).contains("DENY");
    }

    private void serve(KnownHost... hosts) throws Exception {
        fleet = new FakeFleet(KIT, hosts);
        served = new Served(KIT.system(), routes(OPEN).alone());
    }

    private FleetRoutes routes(HttpSettings settings) {
        return RoutesOf.fleet(fleet, KIT.system(), settings, () -> now, EventLog.Limits.USUAL);
    }

    private String reclaimed(String key) throws Exception {
        return Served.json(served.get("/api/hosts")).get(key).toString();
    }

    private static Instant later(int hours) {
        return START.plus(Duration.ofHours(hours));
    }

    /** So many runs, one an hour, of one byte each. */
    private static Run[] hourly(int runs) {
        return IntStream.range(0, runs)
                .mapToObj(i -> Runs.succeeded(later(i), 1))
                .toArray(Run[]::new);
    }
}
