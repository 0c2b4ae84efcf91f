package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.http.EventLog.Limits;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads the events along, over a real port: nobody is waited for, and there are never too many. */
@Timeout(60)
class EventReadersTest {
    private static final ActorTestKit KIT = Served.patientKit();
    private static final Duration LONG = Duration.ofHours(1);
    private static final KnownHost RUNNING = Hosts.in(State.RUNNING, "a");
    private static final KnownHost ENDED = Hosts.after("a", Runs.succeeded(Hosts.START, 1));

    private final FakeFleet fleet = new FakeFleet(KIT, Hosts.fresh("a"));
    private Served served;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @AfterEach
    void close() {
        if (served != null) {
            served.close();
        }
    }

    @Test
    void a_slow_reader_is_dropped_and_nobody_waits_for_it() throws Exception {
        serve(new Limits(10, 10, 2, LONG));
        try (var slow = new Socket();
                var events = open()) {
            // Before it connects: then the window of the connection is as small.
            slow.setReceiveBufferSize(4096);
            slow.connect(served.address());
            slow.getOutputStream()
                    .write("GET /api/events HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            readUntil("\n\n\r\n", slow.getInputStream());
            assertThat(served.open("/api/events").statusCode()).isEqualTo(503);
            var large = Hosts.after("a", Runs.failed(Hosts.START, "x".repeat(50_000)));
            int sent = 0;
            int status = 503;
            while (status == 503) {
                for (int i = 0; i < 20; i++) {
                    fleet.ends(large);
                    sent++;
                    assertThat(events.next().id()).endsWith("-" + sent);
                }
                var another = served.open("/api/events");
                status = another.statusCode();
                another.body().close();
                assertThat(sent).isLessThan(10_000);
            }
            assertThat(readUntil("\r\n0\r\n\r\n", slow.getInputStream())).isLessThan(sent * 50_000L);
        }
    }

    @Test
    void there_are_only_so_many_readers_until_one_leaves() throws Exception {
        serve(new Limits(10, 10, 1, LONG));
        try (var events = open()) {
            fleet.becomes(RUNNING);
            assertThat(events.next().type()).isEqualTo("run_started");
            var refused = served.get("/api/events");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(Served.json(refused).fieldNames()).toIterable().containsExactly("error");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
        // That a connection is gone shows when something is sent.
        KIT.createTestProbe().awaitAssert(Served.PATIENCE, () -> {
            fleet.ends(ENDED);
            try (var body = served.open("/api/events").body()) {
                assertThat(new String(body.readNBytes(5), StandardCharsets.UTF_8))
                        .isEqualTo("retry");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return null;
        });
    }

    @Test
    void a_reader_that_never_comes_for_its_stream_leaves_its_place_to_others() {
        var kit = ActorTestKit.create(
                ConfigFactory.parseString("akka.stream.materializer.subscription-timeout.timeout = 100ms"));
        try {
            TestProbe<EventLog.Reading> readings = kit.createTestProbe();
            var log = kit.spawn(EventLog.create(
                    fleet.ref(), fleet.settings(), InstantSource.system(), new Limits(10, 10, 1, LONG)));
            log.tell(new EventLog.Read(Optional.empty(), readings.getRef()));
            readings.expectMessageClass(EventLog.Stream.class);
            readings.awaitAssert(Served.PATIENCE, () -> {
                log.tell(new EventLog.Read(Optional.empty(), readings.getRef()));
                return readings.expectMessageClass(EventLog.Stream.class);
            });
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void a_shutdown_ends_the_streams_before_it_waits_for_the_last_requests() throws Exception {
        var kit = ActorTestKit.create(ConfigFactory.parseString(
                "akka.coordinated-shutdown.phases.service-requests-done.timeout = 2 minutes"));
        serve(kit.system(), Limits.USUAL);
        var lastRequests = new CompletableFuture<Done>();
        var shutdown = CoordinatedShutdown.get(kit.system());
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "last requests", () -> lastRequests);
        try (var events = open()) {
            events.block();
            shutdown.runAll(CoordinatedShutdown.unknownReason());
            assertThat(events.isAtItsEnd()).isTrue();
            assertThat(served.get("/api/events").statusCode()).isEqualTo(503);
        }
        lastRequests.complete(Done.getInstance());
    }

    private void serve(Limits limits) throws Exception {
        serve(KIT.system(), limits);
    }

    private void serve(ActorSystem<?> system, Limits limits) throws Exception {
        var settings = new HttpSettings("127.0.0.1", 0, Served.PATIENCE);
        served = new Served(
                system,
                RoutesOf.fleet(fleet, system, settings, InstantSource.system(), limits)
                        .alone());
    }

    private EventSource open() throws Exception {
        var answer = served.open("/api/events");
        assertThat(answer.statusCode()).isEqualTo(200);
        return new EventSource(answer);
    }

    /** Returns how many bytes came until these had come. */
    private static long readUntil(String last, InputStream stream) throws Exception {
        var buffer = new byte[64 * 1024];
        var ending = "";
        long count = 0;
        while (!ending.endsWith(last)) {
            int read = stream.read(buffer);
            assertThat(read).isPositive();
            count += read;
            ending += new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
            ending = ending.substring(Math.max(0, ending.length() - last.length()));
        }
        return count;
    }
}
