package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.orchestrator.buildcache.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of the program as an operator starts it, with a host that can't be reached. */
class AlertsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private HttpServer chat;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        chat.createContext("/", exchange -> {
            messages.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        chat.start();
    }

    @AfterEach
    void stop() {
        chat.stop(0);
    }

    @Test
    void sigterm_within_the_digest_sends_what_waits() throws Exception {
        try (var service = start("1h", chat.getAddress().getPort())) {
            service.awaitOutput("sending alerts to ops");
            service.awaitOutput("run on 127.0.0.1 failed");
            assertThat(messages).isEmpty();
            service.terminate();
            assertThat(service.awaitEnd(SOON)).isEqualTo(143);
            assertThat(messages).hasSize(1).first().asString().contains("Build cache pruning fails on 127.0.0.1");
            assertThat(service.stdout()).contains("sent to ops: 1 failing");
        }
    }

    @Test
    void sigterm_says_what_a_service_that_does_not_answer_did_not_get() throws Exception {
        try (var silence = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var service = start("1h", silence.getLocalPort())) {
            service.awaitOutput("sending alerts to ops");
            service.awaitOutput("run on 127.0.0.1 failed");
            service.terminate();
            assertThat(service.awaitEnd(SOON)).isEqualTo(143);
            assertThat(service.stdout()).contains("stopped; perhaps not sent to ops: 1 failing");
        }
    }

    @Test
    void a_channel_that_cannot_deliver_is_in_the_metrics_and_the_status() throws Exception {
        status = 404;
        try (var service = start("0s", chat.getAddress().getPort())) {
            service.awaitOutput("message to ops not sent: HTTP 404");
            Await.until(
                    "it is in the metrics",
                    SOON,
                    () -> service.text("/metrics")
                            .contains("build_cache_pruner_alerts_undelivered_total{channel=\"ops\"} 1.0"));
            assertThat(service.text("/metrics")).contains("build_cache_pruner_channel_delivering{channel=\"ops\"} 0.0");
            Await.until(
                    "it is in the status",
                    SOON,
                    () -> service.get("/api/hosts")
                            .at("/channels/0/last_error")
                            .asText()
                            .startsWith("HTTP 404"));
        }
    }

    private ServiceProcess start(String digest, int port) throws IOException {
        String channel = "-Dbuild-cache-pruner.notify.channels.ops.";
        return ServiceProcess.start(
                directory,
                Map.of(
                        "ORCH_DEPLOY_SSH_HOST",
                        "127.0.0.1",
                        "ORCH_DEPLOY_SSH_PORT",
                        Integer.toString(free()),
                        "ORCH_BUILD_CACHE_PRUNE_HTTP_PORT",
                        "0"),
                channel + "type=slack",
                channel + "url=http://127.0.0.1:" + port + "/hook",
                "-Dbuild-cache-pruner.notify.digest=" + digest);
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
