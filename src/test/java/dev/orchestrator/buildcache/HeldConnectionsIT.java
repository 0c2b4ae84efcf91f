package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold as many connections as there may be, and send nothing more. */
@Timeout(300)
class HeldConnectionsIT {
    private static final int MORE_THAN_ALL = 1200;

    /** To close them all takes a busy machine seconds. */
    private static final Duration END = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void the_program_stays_live_and_ends_in_time() throws Exception {
        var held = new ArrayList<Socket>();
        try (var service = ServiceProcess.start(directory, Map.of("ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", "0"))) {
            int port = URI.create(service.url()).getPort();
            for (int i = 0; i < MORE_THAN_ALL; i++) {
                var socket = new Socket("127.0.0.1", port);
                held.add(socket);
                var request = i % 10 == 0 ? "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n" : "GET /health";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(service.get("/health/live").at("/status").asText()).isEqualTo("live");
            service.terminate();
            assertThat(service.awaitEnd(END)).isEqualTo(143);
            assertThat(service.stdout()).doesNotContain("ERROR", "Exception");
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
    }
}
