package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.testkit.Served;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses are cached until something changes, and no longer; over a real port. */
class FleetRoutesCachingTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private volatile Instant now = Hosts.START.plusSeconds(10);

    @BeforeEach
    void serve() throws Exception {
        SERVED.clock(() -> now).serve(Hosts.after("a", Runs.succeeded(Hosts.START, 1000)), Hosts.fresh("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/queue", "/status", "/api/hosts"})
    void the_bytes_are_the_same_until_a_change_and_then_they_are_not(String path) throws Exception {
        var before = SERVED.http().get(path).body();
        assertThat(SERVED.http().get(path).body()).isEqualTo(before);
        SERVED.fleet().ends(Hosts.after("b", Runs.succeeded(Hosts.START, 77)));
        var after = SERVED.http().get(path).body();
        assertThat(after).isNotEqualTo(before).contains(":77,");
        assertThat(SERVED.http().get(path).body()).isEqualTo(after);
    }

    @Test
    void a_change_shows_at_once_even_within_the_same_second() throws Exception {
        for (var state : new State[] {State.WAITING, State.RUNNING, State.IDLE, State.PAUSED}) {
            SERVED.fleet().becomes(Hosts.in(state, "b"));
            assertThat(Served.json(SERVED.http().get("/api/hosts"))
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
        return Served.json(SERVED.http().get("/api/hosts"))
                .at("/reclaimed_last_day/bytes")
                .asInt(-1);
    }
}
