package dev.orchestrator.buildcache.http.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orchestrator.buildcache.HostState;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.http.events.EventLog.Limits;
import dev.orchestrator.buildcache.json.ChannelJson;
import dev.orchestrator.buildcache.testkit.EventSource;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.testkit.Served;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events, over a real port. */
@Timeout(60)
class EventsTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");
    private static final String PREFIX = START.toEpochMilli() + "-";
    private static final Duration LONG = Duration.ofHours(1);
    private static final KnownHost FRESH = Hosts.fresh("a");
    private static final KnownHost RUNNING = Hosts.in(State.RUNNING, FRESH);
    private static final KnownHost ENDED = Hosts.after("a", Runs.succeeded(START, 1 << 30));

    @Test
    void a_run_is_told_from_its_start_to_its_end_as_it_happens() throws Exception {
        serve(Limits.USUAL);
        try (var events = open()) {
            SERVED.fleet().becomes(RUNNING);
            var started = events.next();
            assertThat(started.type()).isEqualTo("run_started");
            assertThat(started.id()).isEqualTo(PREFIX + 1);
            assertThat(started.data()).isEqualTo(hostInTheList());
            SERVED.fleet().ends(ENDED);
            var ended = events.next();
            assertThat(ended.type()).isEqualTo("run_ended");
            assertThat(ended.id()).isEqualTo(PREFIX + 2);
            assertThat(ended.data().get("run").get("reclaimed").asText()).isEqualTo("1.074 GB");
            assertThat(ended.data().get("run")).isEqualTo(ended.data().get("last_run"));
            assertThat(without("run", ended)).isEqualTo(hostInTheList());
        }
    }

    @Test
    void a_channel_of_alerts_is_told_when_it_ceases_to_deliver_and_when_it_delivers_again() throws Exception {
        serve(Limits.USUAL);
        try (var events = open()) {
            var ops = ChannelJson.fresh("ops", "slack");
            var down = ops.delivered(1).failed("HTTP 503");
            for (var now : List.of(ops, ops.delivered(1), down, down, down.delivered(1), down.delivered(2))) {
                SERVED.events().tell(new EventLog.ChannelsNow(List.of(now)));
            }
            var ceased = events.next();
            assertThat(ceased.type()).isEqualTo("channels_changed");
            assertThat(ceased.data().at("/channels/0/delivering").asBoolean()).isFalse();
            assertThat(ceased.data().at("/channels/0/last_error").asText()).isEqualTo("HTTP 503");
            assertThat(events.next().data().at("/channels/0/delivering").asBoolean())
                    .isTrue();
            SERVED.fleet().becomes(RUNNING);
            assertThat(events.next().type()).isEqualTo("run_started");
        }
    }

    @Test
    void every_other_change_is_told_and_what_is_no_change_is_not() throws Exception {
        serve(Limits.USUAL);
        try (var events = open()) {
            SERVED.fleet().becomes(FRESH);
            SERVED.fleet().becomes(Hosts.in(State.WAITING, FRESH));
            SERVED.fleet().becomes(Hosts.in(State.WAITING, FRESH));
            SERVED.fleet().becomes(Hosts.in(State.PAUSED, FRESH));
            SERVED.fleet().becomes(RUNNING);
            SERVED.fleet().becomes(paused(RUNNING));
            assertThat(events.next())
                    .matches(e -> e.type().equals("state_changed") && e.state().equals("waiting"));
            assertThat(events.next())
                    .matches(e -> e.type().equals("state_changed") && e.state().equals("paused"));
            assertThat(events.next()).matches(e -> e.type().equals("run_started"));
            var paused = events.next();
            assertThat(paused.type()).isEqualTo("state_changed");
            assertThat(paused.state()).isEqualTo("running");
            assertThat(paused.data().get("paused").asBoolean()).isTrue();
        }
    }

    @Test
    void a_client_that_reconnects_gets_what_it_missed_and_then_new_events() throws Exception {
        serve(Limits.USUAL);
        String last;
        try (var events = open()) {
            SERVED.fleet().becomes(RUNNING);
            last = events.next().id();
            SERVED.fleet().ends(ENDED);
            SERVED.fleet().becomes(RUNNING);
            events.next();
            events.next();
        }
        try (var events = open("Last-Event-ID", last)) {
            // Not a later one: should the connection break now, all this is still to come.
            assertThat(events.block()).containsExactly("retry: 2000", "id: " + last);
            assertThat(events.next()).matches(e -> e.type().equals("run_ended") && e.id().equals(PREFIX + 2));
            assertThat(events.next()).matches(e -> e.type().equals("run_started") && e.id().equals(PREFIX + 3));
            SERVED.fleet().ends(ENDED);
            assertThat(events.next()).matches(e -> e.type().equals("run_ended") && e.id().equals(PREFIX + 4));
        }
    }

    @Test
    void an_id_to_come_back_with_is_sent_before_there_is_any_event() throws Exception {
        serve(Limits.USUAL);
        try (var events = open()) {
            assertThat(events.block()).containsExactly("retry: 2000", "id: " + PREFIX + 0);
        }
        try (var events = open("Last-Event-ID", PREFIX + 0)) {
            SERVED.fleet().becomes(RUNNING);
            assertThat(events.next().type()).isEqualTo("run_started");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "0-1",
                "1767225600250",
                "1767225600250-",
                "1767225600250-6",
                "1767225600250--1",
                "1767225600250-1",
                "1767225600250-99999999999999999999",
                "\u00e4"
            })
    void a_client_with_an_unknown_or_too_old_id_gets_a_reset(String id) throws Exception {
        serve(new Limits(3, 100, 100, LONG));
        fiveChanges();
        try (var events = open("Last-Event-ID", id)) {
            var reset = events.next();
            assertThat(reset.type()).isEqualTo("reset");
            assertThat(reset.id()).isEqualTo(PREFIX + 5);
            assertThat(reset.data()).isEmpty();
            SERVED.fleet().becomes(FRESH);
            assertThat(events.next().id()).isEqualTo(PREFIX + 6);
        }
    }

    @Test
    void the_oldest_id_that_is_known_brings_all_that_is_kept() throws Exception {
        serve(new Limits(3, 100, 100, LONG));
        fiveChanges();
        try (var events = open("Last-Event-ID", PREFIX + 2)) {
            assertThat(events.next().id()).isEqualTo(PREFIX + 3);
            assertThat(events.next().id()).isEqualTo(PREFIX + 4);
            assertThat(events.next().id()).isEqualTo(PREFIX + 5);
        }
    }

    @Test
    void in_silence_there_are_comments() throws Exception {
        serve(new Limits(10, 10, 10, Duration.ofMillis(20)));
        try (var events = open()) {
            events.block();
            assertThat(events.block()).containsExactly(":");
            assertThat(events.block()).containsExactly(":");
        }
    }

    @Test
    void it_is_an_event_stream_that_nobody_keeps() throws Exception {
        serve(Limits.USUAL);
        var answer = SERVED.http().open("/api/events");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        answer.body().close();
    }

    private void serve(Limits limits) throws Exception {
        SERVED.clock(() -> START).limits(limits).serve(FRESH, Hosts.fresh("b"));
    }

    private EventSource open(String... headers) throws Exception {
        var answer = SERVED.http().with(headers).open("/api/events");
        assertThat(answer.statusCode()).isEqualTo(200);
        SERVED.http().with();
        return new EventSource(answer);
    }

    private void fiveChanges() throws Exception {
        try (var events = open()) {
            for (int i = 0; i < 5; i++) {
                SERVED.fleet().ends(ENDED);
                events.next();
            }
        }
    }

    private JsonNode hostInTheList() throws Exception {
        return Served.json(SERVED.http().get("/api/hosts")).at("/hosts/0");
    }

    private static JsonNode without(String key, EventSource.Event event) {
        return event.data().<ObjectNode>deepCopy().without(key);
    }

    private static KnownHost paused(KnownHost host) {
        var now = host.status().host();
        var paused = new HostState(
                now.phase(), true, now.lastStart(), now.tally(), Optional.empty(), now.separateConnections());
        return new KnownHost(new PrunerStatus(host.status().settings(), paused), host.history());
    }
}
