package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that no client sends, by the thousand: none of their bytes gets into the log. */
@Timeout(300)
class HostileRequestsIT {
    private static final String SECRET = "t0p-s3cret";
    private static final String ESCAPE = "\u001b[31mred";

    /** How often each is sent. */
    private static final int TIMES = 150;

    private static final List<String> HEADS = List.of(
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \"SECRET ESC",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer SECRET,,=\u00e9",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic SECRET!",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nCookie: SECRET=\"ESC",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nAccept: SECRET/;;ESC",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nX-SECRET ESC: a",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nIf-Modified-Since: SECRET",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nRange: bytes=SECRET",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nOrigin: SECRET ESC",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: SECRET",
            "GET /queue HTTP/1.1\r\nHost: SECRET ESC",
            "GET /SECRET ESC HTTP/1.1\r\nHost: localhost",
            "GET /%zzSECRET HTTP/1.1\r\nHost: localhost",
            "GET http://SECRET:x/ HTTP/1.1\r\nHost: localhost",
            "GET http://a/SECRET HTTP/1.1\r\nHost: b",
            "GET /SECRET?SECRET=%1b HTTP/1.1\r\nHost: localhost",
            "SECRET / HTTP/1.1\r\nHost: localhost",
            "GET / SECRET/1.1\r\nHost: localhost",
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: SECRET",
            "POST /api/hosts/pause HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nSECRET\r\nESC",
            "POST /api/hosts/pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: SECRET ESC\r\nContent-Length: 3\r\n\r\nabc",
            "GET /queue HTTP/1.1\r\nHost: localhost\r\nExpect: SECRET",
            "\u0016\u0003\u0001SECRET ESC");

    @TempDir
    private Path directory;

    @Test
    void no_byte_of_them_is_logged() throws Exception {
        var environment = Map.of(
                "ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", "0", "ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN", "s3cret-of-16-chr");
        try (var service = ServiceProcess.start(directory, environment)) {
            int port = URI.create(service.url()).getPort();
            var before = service.stdout();
            for (int i = 0; i < TIMES; i++) {
                for (var head : HEADS) {
                    send(port, head.replace("SECRET", SECRET).replace("ESC", ESCAPE));
                }
            }
            assertThat(service.get("/health/live").at("/status").asText()).isEqualTo("live");
            service.terminate();
            service.awaitEnd(Duration.ofSeconds(5));
            assertThat(service.stdout() + service.stderr())
                    .startsWith(before)
                    .doesNotContain(SECRET, "\u001b", "[31m")
                    .hasSizeLessThan(before.length() + 10_000);
        }
    }

    /** Reads the answer, if there is one. */
    private static void send(int port, String head) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
            // It may close the connection before it has read everything.
        }
    }
}
