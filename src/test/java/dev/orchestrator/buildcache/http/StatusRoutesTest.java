package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.http.javadsl.server.Directives;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.testkit.Served;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over a real port, by another HTTP client than the server's own. */
class StatusRoutesTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");

    private final TestProbe<Pruner.Command> pruner = SERVED.kit().createTestProbe(Pruner.Command.class);

    @Test
    void the_queue_before_the_first_run_has_exactly_the_snapshots_keys_in_their_order() throws Exception {
        assertThat(get("/queue", KnownHost.fresh(settings(Optional.of(new Age("24h")), false), START))
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
    void the_status_is_the_host_with_its_settings_and_its_runs() throws Exception {
        assertThat(Served.json(get("/status", failedAfterSuccess()))).isEqualTo(Served.json("""
                {
                  "name": "build-01", "state": "idle", "paused": false,
                  "address": "build-01", "user": null, "port": null, "separate_connections": null,
                  "running_since": null, "next_run_at": "2026-01-01T12:00:00.250Z",
                  "last_run": %2$s,
                  "last_success_at": "2026-01-01T00:00:02.750Z",
                  "last_reclaimed_bytes": 1986422374, "last_reclaimed": "1.986 GB",
                  "runs": {"succeeded": 1, "unconfirmed": 0, "failed": 1, "unknown": 0, "refused": 0, "skipped": 0},
                  "total_reclaimed_bytes": 1986422374, "total_reclaimed": "1.986 GB", "troubles": 1,
                  "settings": {
                    "enabled": true, "interval_s": 21600, "schedule": null, "time_zone": null, "retry_after_s": null,
                    "until": "168h", "all": true, "timeout_s": 600, "probe_timeout_s": 600, "preflight": true, "complete_chains": false,
                    "command": "docker builder prune -f -a --filter until=168h",
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
                      "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4",
                      "-o", "StrictHostKeyChecking=yes",
                      "--", "build-01", "docker builder prune -f -a --filter until=168h"]
                  },
                  "history": [%2$s, %1$s]
                }
                """.formatted("""
                {
                  "started_at": "2026-01-01T00:00:00.250Z", "ended_at": "2026-01-01T00:00:02.750Z",
                  "duration_s": 2.5, "outcome": "succeeded", "failure": null, "exit_code": 0,
                  "reclaimed_bytes": 1986422374, "reclaimed": "1.986 GB", "error": null,
                  "details": null, "chains_bytes": null, "rungs": null, "remains": null
                }
                """, """
                {
                  "started_at": "2026-01-01T06:00:00.250Z", "ended_at": "2026-01-01T06:00:02.750Z",
                  "duration_s": 2.5, "outcome": "failed", "failure": "other", "exit_code": 1,
                  "reclaimed_bytes": null, "reclaimed": null, "error": "rc=1: \\"no\\" <b>space</b>",
                  "details": null, "chains_bytes": null, "rungs": null, "remains": null
                }
                """)));
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
                START);
        var status = Served.json(get("/status", disabled));
        assertThat(status.get("state").asText()).isEqualTo("disabled");
        assertThat(status.at("/settings/interval_s").decimalValue()).isEqualByComparingTo("1.5");
        for (var key : new String[] {"address", "last_run", "next_run_at", "running_since", "last_success_at"}) {
            assertThat(status.get(key).isNull()).as(key).isTrue();
        }
        assertThat(status.at("/settings/until").isNull()).isTrue();
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
        "GET, /queue//, 404",
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
        assertThat(Served.json(answer).fieldNames()).toIterable().containsExactly("error");
        pruner.expectNoMessage(Duration.ZERO);
    }

    @Test
    void mounted_beside_other_routes_it_leaves_theirs_alone() throws Exception {
        var theirs = Directives.path("theirs", () -> Directives.complete("theirs"));
        SERVED.serve(Directives.concat(routes(Served.PATIENCE).routes(), theirs));
        assertThat(SERVED.http().get("/theirs").body()).isEqualTo("theirs");
    }

    private HttpResponse<String> get(String path, KnownHost host) throws Exception {
        var response = SERVED.serve(routes(Served.PATIENCE).alone()).sendAsync("GET", path, "");
        pruner.expectMessageClass(Pruner.GetStatus.class).replyTo().tell(host.status());
        if (path.equals("/status")) {
            pruner.expectMessageClass(Pruner.GetHistory.class).replyTo().tell(host.history());
        }
        return response.get();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return SERVED.serve(routes(Duration.ofMillis(100)).alone()).send(method, path, "");
    }

    private StatusRoutes routes(Duration askTimeout) {
        return new StatusRoutes(pruner.getRef(), SERVED.kit().system(), askTimeout);
    }

    private static KnownHost failedAfterSuccess() {
        var later = START.plus(Duration.ofHours(6));
        return KnownHost.fresh(settings(Optional.of(new Age("7d")), true), START)
                .after(Runs.succeeded(START, 1_986_422_374), later)
                .after(Runs.failed(later, "rc=1: \"no\" <b>space</b>"), later.plus(Duration.ofHours(6)));
    }

    private static PrunerSettings settings(Optional<Age> until, boolean all) {
        return HostBuilder.host("build-01").prune(new BuilderPrune(until, all)).settings();
    }
}
