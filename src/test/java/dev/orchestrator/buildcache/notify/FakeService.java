package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An HTTP service on a loopback port whose reactions, good or bad, the test sets. */
final class FakeService implements AutoCloseable {

    /** @param path with the query */
    record Request(String path, Headers headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    private final BlockingQueue<HttpHandler> first = new LinkedBlockingQueue<>();
    private final Semaphore endlessResponsesEnded = new Semaphore(0);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private HttpHandler then;

    FakeService() throws IOException {
        this(0);
    }

    FakeService(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        then = answer(200, "ok");
        server.createContext("/", this::handle);
        server.start();
    }

    /** A port on which nothing listens. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Sets the reactions to the first requests, in order. */
    FakeService first(HttpHandler... reactions) {
        first.addAll(List.of(reactions));
        return this;
    }

    /** Sets the reaction to all other requests. */
    FakeService then(HttpHandler reaction) {
        then = reaction;
        return this;
    }

    static HttpHandler answer(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** A response whose body never ends. */
    HttpHandler endless(int status) {
        return exchange -> {
            exchange.sendResponseHeaders(status, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(new byte[8192]);
                }
            } catch (IOException closed) {
                endlessResponsesEnded.release();
            }
        };
    }

    /** Waits until the client has closed the connection of an endless response. */
    void endlessResponsesEnd() throws InterruptedException {
        assertThat(endlessResponsesEnded.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    /** No response; the connection stays open. */
    HttpHandler silence() {
        return exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes()));
        var reaction = first.poll();
        (reaction == null ? then : reaction).handle(exchange);
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
