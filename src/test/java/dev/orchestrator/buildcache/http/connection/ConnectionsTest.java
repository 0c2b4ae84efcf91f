package dev.orchestrator.buildcache.http.connection;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.path;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.http.FleetRoutes;
import dev.orchestrator.buildcache.http.events.EventLog;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.FakeFleet;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.Served;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of clients that misbehave, over a real port, with the program's own settings. */
@Timeout(120)
class ConnectionsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String LIVE = "GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final ActorTestKit kit =
            ActorTestKit.create(ConfigFactory.parseString("akka.coordinated-shutdown.exit-jvm = off")
                    .withFallback(ConfigFactory.parseResources("service.conf"))
                    .withFallback(ConfigFactory.load()));
    private final CompletableFuture<Void> lateIsAsked = new CompletableFuture<>();
    private final CompletableFuture<String> late = new CompletableFuture<>();
    private final Route routes = concat(path("live", () -> complete("live")), path("late", () -> {
        lateIsAsked.complete(null);
        return Directives.onSuccess(late, text -> complete(text));
    }));
    private final ArrayList<Socket> sockets = new ArrayList<>();
    private InetSocketAddress address;

    @AfterEach
    void end() throws Exception {
        for (var socket : sockets) {
            socket.close();
        }
        kit.shutdownTestKit();
    }

    @Test
    void however_many_are_half_open_a_request_is_answered() throws Exception {
        listen(routes, new ConnectionLimits(20, 20, LONG, LONG));
        for (int i = 0; i < 100; i++) {
            open("GET /live HTTP/1.1\r\nHost: loc");
            if (i % 10 == 0) {
                assertThat(read(open(LIVE))).startsWith("HTTP/1.1 200 ").endsWith("live");
            }
        }
    }

    @Test
    void a_head_that_does_not_arrive_in_time_ends_its_connection() throws Exception {
        listen(routes, new ConnectionLimits(20, 20, Duration.ofMillis(100), LONG));
        assertThat(read(open("GET /live HT"))).isEmpty();
        assertThat(read(open(""))).isEmpty();
    }

    @Test
    void a_connection_serves_several_requests_and_may_be_idle_between() throws Exception {
        listen(routes, new ConnectionLimits(20, 20, LONG, LONG));
        var socket = open("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var first = new byte[20];
        assertThat(socket.getInputStream().readNBytes(first, 0, 20)).isEqualTo(20);
        assertThat(new String(first, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200 ");
        socket.getOutputStream().write(LIVE.getBytes(StandardCharsets.US_ASCII));
        assertThat(read(socket)).contains("HTTP/1.1 200 ").endsWith("live");
    }

    @RepeatedTest(20)
    void a_shutdown_lets_the_last_request_finish_and_ends_the_others() throws Exception {
        listen(routes, new ConnectionLimits(20, 20, LONG, LONG));
        var halfOpen = open("GET /li");
        var waiting = open(LIVE.replace("/live", "/late"));
        lateIsAsked.get(20, TimeUnit.SECONDS);
        var shutdown = CoordinatedShutdown.get(kit.system()).runAll(CoordinatedShutdown.unknownReason());
        assertThat(read(halfOpen)).isEmpty();
        late.complete("late");
        assertThat(read(waiting)).endsWith("late");
        assertThat(shutdown.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(Done.getInstance());
    }

    @Test
    void head_takes_no_place_of_a_reader() throws Exception {
        var fleet = new FakeFleet(kit, Hosts.fresh("a"));
        var events = kit.spawn(EventLog.create(
                fleet.ref(), fleet.settings(), InstantSource.system(), new EventLog.Limits(10, 10, 1, LONG)));
        listen(
                new FleetRoutes(fleet.ref(), events, kit.system(), ServedFleet.open(Served.PATIENCE)).alone(),
                ConnectionLimits.USUAL);
        var head = open("HEAD /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(head.getInputStream().readNBytes(13)).asString().isEqualTo("HTTP/1.1 200 ");
        Await.until("a reader gets the place", () -> {
            try {
                return new String(
                                open("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                        .getInputStream()
                                        .readNBytes(13),
                                StandardCharsets.US_ASCII)
                        .equals("HTTP/1.1 200 ");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void listen(Route routes, ConnectionLimits limits) throws Exception {
        address = Connections.listen(kit.system(), "127.0.0.1", 0, routes, limits, Duration.ofSeconds(3))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private Socket open(String sent) throws Exception {
        var socket = new Socket(address.getAddress(), address.getPort());
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Until its end, also if that is abrupt. */
    private static String read(Socket socket) throws Exception {
        var text = new StringBuilder();
        try {
            for (int b = socket.getInputStream().read();
                    b >= 0;
                    b = socket.getInputStream().read()) {
                text.append((char) b);
            }
        } catch (java.net.SocketException reset) {
            // That is how a connection is taken away.
        }
        return text.toString();
    }
}
