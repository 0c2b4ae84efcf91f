package dev.orchestrator.buildcache.http.events;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.http.FleetRoutes;
import dev.orchestrator.buildcache.http.events.EventLog.Limits;
import dev.orchestrator.buildcache.testkit.EventSource;
import dev.orchestrator.buildcache.testkit.FakeFleet;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.testkit.Served;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Subscribers to the events, over a real port: none is waited for, and their number is limited. */
@Timeout(60)
class SubscribersTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final Duration LONG = Duration.ofHours(1);
    private static final KnownHost RUNNING = Hosts.in(State.RUNNING, "a");
    private static final KnownHost ENDED = Hosts.after("a", Runs.succeeded(Hosts.START, 1));

    @Test
    void a_slow_subscriber_is_disconnected_and_nobody_waits_for_it() throws Exception {
        serve(new Limits(10, 10, 2, LONG));
        try (var slow = new Socket();
                var events = open()) {
            // Before it connects: then the window of the connection is as small.
            slow.setReceiveBufferSize(4096);
            slow.connect(SERVED.http().address());
            slow.getOutputStream()
                    .write("GET /api/events HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            readUntil("\n\n\r\n", slow.getInputStream());
            assertThat(SERVED.http().open("/api/events").statusCode()).isEqualTo(503);
            var large = Hosts.after("a", Runs.failed(Hosts.START, "x".repeat(50_000)));
            int sent = 0;
            int status = 503;
            while (status == 503) {
                for (int i = 0; i < 20; i++) {
                    SERVED.fleet().ends(large);
                    sent++;
                    assertThat(events.next().id()).endsWith("-" + sent);
                }
                var another = SERVED.http().open("/api/events");
                status = another.statusCode();
                another.body().close();
                assertThat(sent).isLessThan(10_000);
            }
            assertThat(readUntil("\r\n0\r\n\r\n", slow.getInputStream())).isLessThan(sent * 50_000L);
        }
    }

    @Test
    void the_number_of_subscribers_is_limited_until_one_leaves() throws Exception {
        serve(new Limits(10, 10, 1, LONG));
        try (var events = open()) {
            SERVED.fleet().becomes(RUNNING);
            assertThat(events.next().type()).isEqualTo("run_started");
            var refused = SERVED.http().get("/api/events");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(Served.json(refused).fieldNames()).toIterable().containsExactly("error");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
        // That a connection is gone shows when something is sent.
        SERVED.kit().createTestProbe().awaitAssert(Served.PATIENCE, () -> {
            SERVED.fleet().ends(ENDED);
            try (var body = SERVED.http().open("/api/events").body()) {
                assertThat(new String(body.readNBytes(5), StandardCharsets.UTF_8))
                        .isEqualTo("retry");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return null;
        });
    }

    @Test
    void a_place_is_a_lease_the_oldest_gives_it_back_to_whoever_needs_it() throws Exception {
        var now = new AtomicReference<>(Hosts.START);
        SERVED.clock(now::get);
        serve(new Limits(10, 10, 2, LONG, Duration.ofSeconds(30)));
        try (var oldest = open();
                var older = open()) {
            assertThat(SERVED.http().open("/api/events").statusCode()).isEqualTo(503);
            now.set(Hosts.START.plusSeconds(30));
            try (var idle = open()) {
                oldest.block();
                assertThat(oldest.isAtItsEnd()).isTrue();
                SERVED.fleet().becomes(RUNNING);
                assertThat(older.next().type()).isEqualTo("run_started");
                assertThat(idle.next().type()).isEqualTo("run_started");
            }
        }
    }

    @Test
    void an_address_has_a_share_of_the_places_unless_it_is_loopback() throws Exception {
        TestProbe<EventLog.Subscription> subscriptions = SERVED.kit().createTestProbe();
        var fleet = new FakeFleet(SERVED.kit(), Hosts.fresh("a"));
        var log = SERVED.kit()
                .spawn(EventLog.create(
                        fleet.ref(), fleet.settings(), InstantSource.system(), new Limits(10, 10, 8, LONG)));
        for (var address : List.of("10.0.0.1", "10.0.0.1", "10.0.0.2", "127.0.0.1", "127.0.0.1", "127.0.0.1")) {
            subscribe(log, address, subscriptions);
            subscriptions.expectMessageClass(EventLog.Stream.class);
        }
        subscribe(log, "10.0.0.1", subscriptions);
        subscriptions.expectMessage(EventLog.TooMany.INSTANCE);
        subscribe(log, "10.0.0.2", subscriptions);
        subscriptions.expectMessageClass(EventLog.Stream.class);
    }

    private static void subscribe(
            ActorRef<EventLog.Command> log, String address, TestProbe<EventLog.Subscription> replyTo) throws Exception {
        log.tell(new EventLog.Subscribe(
                Optional.empty(), Optional.of(InetAddress.getByName(address)), replyTo.getRef()));
    }

    @Test
    void a_subscriber_that_never_runs_its_stream_is_removed() {
        var kit = ActorTestKit.create(
                ConfigFactory.parseString("akka.stream.materializer.subscription-timeout.timeout = 100ms"));
        try {
            TestProbe<EventLog.Subscription> subscriptions = kit.createTestProbe();
            var fleet = new FakeFleet(SERVED.kit(), Hosts.fresh("a"));
            var log = kit.spawn(EventLog.create(
                    fleet.ref(), fleet.settings(), InstantSource.system(), new Limits(10, 10, 1, LONG)));
            log.tell(new EventLog.Subscribe(Optional.empty(), Optional.empty(), subscriptions.getRef()));
            subscriptions.expectMessageClass(EventLog.Stream.class);
            subscriptions.awaitAssert(Served.PATIENCE, () -> {
                log.tell(new EventLog.Subscribe(Optional.empty(), Optional.empty(), subscriptions.getRef()));
                return subscriptions.expectMessageClass(EventLog.Stream.class);
            });
        } finally {
            kit.shutdownTestKit();
        }
    }

    @Test
    void a_shutdown_ends_the_streams_before_it_waits_for_the_last_requests() throws Exception {
        var kit = ActorTestKit.create(ConfigFactory.parseString(
                "akka.coordinated-shutdown.phases.service-requests-done.timeout = 2 minutes"));
        var lastRequests = new CompletableFuture<Done>();
        var shutdown = CoordinatedShutdown.get(kit.system());
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "last requests", () -> lastRequests);
        var fleet = new FakeFleet(SERVED.kit(), Hosts.fresh("a"));
        var log = kit.spawn(EventLog.create(fleet.ref(), fleet.settings(), InstantSource.system()));
        var routes = new FleetRoutes(fleet.ref(), log, kit.system(), ServedFleet.open(Served.PATIENCE));
        try (var served = new Served(kit.system(), routes.alone());
                var events = new EventSource(served.open("/api/events"))) {
            events.block();
            shutdown.runAll(CoordinatedShutdown.unknownReason());
            assertThat(events.isAtItsEnd()).isTrue();
            assertThat(served.get("/api/events").statusCode()).isEqualTo(503);
        }
        lastRequests.complete(Done.getInstance());
    }

    private static void serve(Limits limits) throws Exception {
        SERVED.limits(limits).serve(Hosts.fresh("a"));
    }

    private EventSource open() throws Exception {
        var answer = SERVED.http().open("/api/events");
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
