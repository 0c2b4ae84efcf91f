package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.testkit.Runs;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are the same until something changes, and no longer; over a real port. */
class FleetRoutesCachingTest {
    private static final ActorTestKit KIT = Served.patientKit();

    private final FakeFleet fleet =
            new FakeFleet(KIT, Hosts.after("a", Runs.succeeded(Hosts.START, 1000)), Hosts.fresh("b"));
    private volatile Instant now = Hosts.START.plusSeconds(10);
    private Served served;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void serve() throws Exception {
        var settings = new HttpSettings("127.0.0.1", 0, Served.PATIENCE);
        var routes = RoutesOf.fleet(fleet, KIT.system(), settings, () -> now, EventLog.Limits.USUAL);
        served = new Served(KIT.system(), routes.alone());
    }

    @AfterEach
    void close() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue", "/status", "/api/hosts"})
    void the_bytes_are_the_same_until_a_change_and_then_they_are_not(String path) throws Exception {
        var before = served.get(path).body();
        assertThat(served.get(path).body()).isEqualTo(before);
        fleet.ends(Hosts.after("b", Runs.succeeded(Hosts.START, 77)));
        var after = served.get(path).body();
        assertThat(after).isNotEqualTo(before).contains(":77,");
        assertThat(served.get(path).body()).isEqualTo(after);
    }

    @Test
    void a_change_shows_at_once_even_within_the_same_second() throws Exception {
        for (var state : new State[] {State.WAITING, State.RUNNING, State.IDLE, State.PAUSED}) {
            fleet.becomes(Hosts.in(state, "b"));
            assertThat(Served.json(served.get("/api/hosts"))
                            .at("/hosts/1/state")
                            .asText())
                    .isEqualToIgnoringCase(state.name());
        }
    }

    @Test
    void what_was_reclaimed_lately_follows_the_clock_though_nothing_changes() throws Exception {
        assertThat(lastDay()).isEqualTo(1000);
        now = now.plus(Duration.ofDays(1));
        assertThat(lastDay()).isZero();
    }

    private int lastDay() throws Exception {
        return Served.json(served.get("/api/hosts"))
                .at("/reclaimed_last_day/bytes")
                .asInt(-1);
    }
}
