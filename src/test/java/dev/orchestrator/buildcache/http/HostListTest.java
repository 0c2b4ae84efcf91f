package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.testkit.Served;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /api/hosts}, over a real port. */
class HostListTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final Instant START = Hosts.START;
    private static final Duration DAY = Duration.ofDays(1);

    /** At first, when the program is started, long before any run. */
    private volatile Instant now = START.minus(DAY.multipliedBy(30));

    @Test
    void the_list_shows_every_host_in_full() throws Exception {
        serve(
                Hosts.after(
                        "b",
                        Runs.succeeded(START, 1_986_422_374),
                        Runs.failed(Hosts.later(6), "rc=1: \"no\" <b>space</b>")),
                Hosts.disabled("a"));
        now = Hosts.later(7);
        assertThat(Served.json(SERVED.http().get("/api/hosts"))).isEqualTo(Served.json("""
                {
                  "hosts": [
                    {
                      "name": "a", "state": "disabled", "paused": false,
                      "address": "10.0.0.5", "user": "prune", "port": 2222, "separate_connections": null,
                      "running_since": null, "next_run_at": null, "last_run": null, "last_success_at": null,
                      "last_reclaimed_bytes": null, "last_reclaimed": null,
                      "runs": {"succeeded": 0, "unconfirmed": 0, "failed": 0, "unknown": 0, "refused": 0, "skipped": 0},
                      "total_reclaimed_bytes": 0, "total_reclaimed": "0 B", "troubles": 0
                    },
                    {
                      "name": "b", "state": "idle", "paused": false,
                      "address": "10.0.0.5", "user": "prune", "port": 2222, "separate_connections": null,
                      "running_since": null, "next_run_at": "2026-01-01T12:00:00.250Z",
                      "last_run": {
                        "started_at": "2026-01-01T06:00:00.250Z", "ended_at": "2026-01-01T06:00:02.750Z",
                        "duration_s": 2.5, "outcome": "failed", "failure": "other", "exit_code": 1,
                        "reclaimed_bytes": null, "reclaimed": null, "error": "rc=1: \\"no\\" <b>space</b>", "details": null, "chains_bytes": null, "rungs": null, "remains": null
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
        var hosts = Served.json(SERVED.http().get("/api/hosts")).get("hosts");
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
        SERVED.since(START).clock(() -> now).serve(Hosts.after("a", Hosts.hourly(3)));
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
                Runs.ended(Hosts.later(1), Runs.some(Outcome.Kind.SUCCEEDED)),
                Runs.ended(Hosts.later(2), Runs.some(Outcome.Kind.UNKNOWN)),
                Runs.ended(Hosts.later(3), Runs.some(Outcome.Kind.REFUSED)),
                Runs.ended(Hosts.later(4), Runs.some(last))));
        assertThat(Served.json(SERVED.http().get("/api/hosts"))
                        .at("/hosts/0/troubles")
                        .asInt())
                .isEqualTo(troubles);
    }

    private void serve(KnownHost... hosts) throws Exception {
        SERVED.clock(() -> now).serve(hosts);
    }

    private String reclaimed(String key) throws Exception {
        return Served.json(SERVED.http().get("/api/hosts")).get(key).toString();
    }
}
