package dev.orchestrator.buildcache.notify;

import static dev.orchestrator.buildcache.notify.RealChannels.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.testkit.OwnThread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages through a proxy on this machine, to hosts that only the proxy knows. */
class ProxiedTest {
    private final RealChannels channels = new RealChannels();
    private ServerSocket proxy;

    @BeforeEach
    void start() throws IOException {
        proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        channels.close();
        proxy.close();
    }

    @Test
    void the_proxy_gets_the_whole_address_of_an_http_service() throws Exception {
        var request = respond("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        send("http://ops:secret-word@hooks.invalid" + RealChannels.PATH);
        assertThat(request.get(20, TimeUnit.SECONDS))
                .startsWith("POST http://hooks.invalid" + RealChannels.PATH + " HTTP/1.1")
                .contains("Host: hooks.invalid", "Authorization: Basic b3BzOnNlY3JldC13b3Jk");
        channels.awaitLog("INFO sent to slack: 1 failing");
    }

    @Test
    void the_proxy_gets_only_the_host_and_the_port_of_an_https_service() throws Exception {
        var request = respond("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        send("https://ops:secret-word@hooks.invalid" + RealChannels.PATH);
        assertThat(request.get(20, TimeUnit.SECONDS))
                .startsWith("CONNECT hooks.invalid:443 HTTP/1.1")
                .noneMatch(line -> line.startsWith("Authorization") || line.contains("secret"));
        assertThat(channels.awaitLog("WARN"))
                .isEqualTo("WARN message to slack not sent, tried 3 times: IOException: Tunnel failed, got: 403");
    }

    @Test
    void a_proxy_that_asks_for_a_login_is_one_warning() throws Exception {
        var request = respond("HTTP/1.1 407 Login\r\n"
                + "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 9\r\n\r\nno login!");
        send("http://hooks.invalid" + RealChannels.PATH);
        request.get(20, TimeUnit.SECONDS);
        assertThat(channels.awaitLog("WARN")).isEqualTo("WARN message to slack not sent: HTTP 407: no login!");
    }

    @Test
    void a_proxy_that_is_not_there_is_the_reason() throws Exception {
        proxy.close();
        send("http://hooks.invalid" + RealChannels.PATH);
        assertThat(channels.awaitLog("WARN")).endsWith("ConnectException: Connection refused");
    }

    private void send(String url) {
        String address = "http://127.0.0.1:" + proxy.getLocalPort();
        var proxies = Proxies.of(Map.of("HTTP_PROXY", address, "HTTPS_PROXY", address), warning -> {});
        var transport = new HttpTransport(proxies, InstantSource.system());
        channels.notifier(transport, RealChannels.slack("slack", URI.create(url)))
                .tell(failed("b1", "no"));
    }

    /** Gives every request the same response, and returns the lines of the first one's head. */
    private CompletableFuture<List<String>> respond(String response) {
        var first = new CompletableFuture<List<String>>();
        CompletableFuture.runAsync(
                () -> {
                    try {
                        while (true) {
                            first.complete(respondOnce(response));
                        }
                    } catch (IOException e) {
                        // The test is over.
                        first.completeExceptionally(e);
                    }
                },
                OwnThread.FOR_EACH);
        return first;
    }

    private List<String> respondOnce(String response) throws IOException {
        try (Socket connection = proxy.accept()) {
            var reader =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            var head = new ArrayList<String>();
            for (var line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                head.add(line);
            }
            connection.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            return head;
        }
    }
}
