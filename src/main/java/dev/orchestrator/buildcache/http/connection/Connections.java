package dev.orchestrator.buildcache.http.connection;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.server.Route;
import akka.japi.function.Function;
import akka.stream.KillSwitches;
import akka.stream.TLSProtocol.SessionBytes;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.TLSPlacebo;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A server whose connections are leases: each may be needed by somebody else. Akka HTTP's own stops accepting when it has
 * its maximum, so whoever opens that many and sends nothing stops it, and it limits no time in which a request must arrive.
 *
 * <p>Requests have the client's address as the attribute {@link AttributeKeys#remoteAddress}.
 */
public final class Connections {
    private static final int BACKLOG = 512;
    private static final Duration LOOK_EACH = Duration.ofSeconds(1);
    private static final Duration LOOK_WHILE_ENDING = Duration.ofMillis(20);

    private final ActorSystem<?> system;
    private final Leases leases;
    private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;

    private Connections(ActorSystem<?> system, ConnectionLimits limits, Route routes) {
        this.system = system;
        this.leases = new Leases(limits);
        this.handler = routes.handler(system);
    }

    /**
     * Listens until the system shuts down.
     *
     * @param lastRequests how long requests that have begun may take during a shutdown
     * @return the address; fails if the port can't be bound
     */
    public static CompletionStage<InetSocketAddress> listen(
            ActorSystem<?> system,
            String networkInterface,
            int port,
            Route routes,
            ConnectionLimits limits,
            Duration lastRequests) {
        var connections = new Connections(system, limits, routes);
        return Tcp.get(system)
                .bind(networkInterface, port, BACKLOG, List.of(), false, Optional.empty())
                .to(Sink.foreach(connections::accept))
                .run(system)
                .thenApply(binding -> {
                    connections.lookAfter();
                    connections.endWithTheSystem(binding, lastRequests);
                    return binding.localAddress();
                });
    }

    private void lookAfter() {
        system.scheduler().scheduleWithFixedDelay(LOOK_EACH, LOOK_EACH, leases::endOverdue, system.executionContext());
    }

    private void endWithTheSystem(Tcp.ServerBinding binding, Duration lastRequests) {
        var shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceUnbind(),
                "stop-listening",
                () -> binding.unbind().thenApply(unbound -> Done.getInstance()));
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceRequestsDone(), "end-connections", () -> whenAllEnded(lastRequests));
    }

    private CompletionStage<Done> whenAllEnded(Duration left) {
        if (leases.endUnused() && !left.isNegative()) {
            var later = CompletableFuture.delayedExecutor(LOOK_WHILE_ENDING.toMillis(), TimeUnit.MILLISECONDS);
            return CompletableFuture.supplyAsync(() -> left.minus(LOOK_WHILE_ENDING), later)
                    .thenCompose(this::whenAllEnded);
        }
        leases.endAll();
        return CompletableFuture.completedStage(Done.getInstance());
    }

    private void accept(Tcp.IncomingConnection incoming) {
        var input = KillSwitches.shared("input");
        var output = KillSwitches.shared("output");
        var peer = incoming.remoteAddress();
        var lease = new Lease(
                peer.getAddress(),
                input::shutdown,
                () -> {
                    // Not shutdown: that would first send everything, to a client that may not read.
                    output.abort(new Ended());
                    input.shutdown();
                },
                System::nanoTime);
        leases.add(lease);
        BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> bytes = BidiFlow.fromFlows(
                Flow.of(ByteString.class)
                        .map(sent -> {
                            lease.sent();
                            return sent;
                        })
                        .via(output.<ByteString>flow()),
                Flow.of(ByteString.class).via(input.<ByteString>flow()).map(received -> {
                    lease.received();
                    return received;
                }));
        var requests = Flow.of(HttpRequest.class)
                .map(request -> {
                    lease.requested();
                    return request.addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(peer));
                })
                .mapAsync(1, handler)
                .map(response -> watched(response, lease));
        var connection = incoming.flow().watchTermination((value, ended) -> {
            ended.whenComplete((done, failure) -> leases.remove(lease));
            return value;
        });
        Http.get(system)
                .serverLayer()
                .atop(plain())
                .atop(bytes)
                .join(connection)
                .join(requests)
                .run(system);
    }

    /** Tells the lease when the response has been sent, as far as Akka says: a short one when it is about to be. */
    private static HttpResponse watched(HttpResponse response, Lease lease) {
        var entity = response.entity();
        if (!entity.isChunked()) {
            lease.answered();
            return response;
        }
        return response.withEntity(HttpEntities.createChunked(
                entity.getContentType(), entity.getDataBytes().watchTermination((value, ended) -> {
                    ended.whenComplete((done, failure) -> lease.answered());
                    return value;
                })));
    }

    private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plain() {
        return BidiFlow.fromFlows(
                        Flow.of(SslTlsOutbound.class),
                        Flow.of(SessionBytes.class).map(SslTlsInbound.class::cast))
                .atop(TLSPlacebo.getInstance());
    }

    /** Without a stack trace: it is an event, not an error. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        Ended() {
            super("the connection was ended", null, false, false);
        }
    }
}
