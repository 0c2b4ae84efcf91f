package dev.orchestrator.buildcache.notify;

import static dev.orchestrator.buildcache.notify.RealChannels.failed;
import static dev.orchestrator.buildcache.notify.RealChannels.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.testkit.OwnThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports where nothing listens, or something that doesn't speak HTTP to the end. */
class LostConnectionsTest {
    private final RealChannels channels = new RealChannels();

    @AfterEach
    void stop() {
        channels.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 5", "HTTP/1.1 500 No\r\nContent-Length: 99\r\n\r\nhalf", "garbage\r\n\r\n"})
    void a_connection_that_closes_early_is_tried_again(String answer) throws Exception {
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var accepted = CompletableFuture.supplyAsync(() -> acceptThreeTimes(socket, answer), OwnThread.FOR_EACH);
            channels.notifier(RealChannels.slack("slack", RealChannels.url(socket.getLocalPort())))
                    .tell(failed("b1", "no"));
            assertThat(accepted.get(20, TimeUnit.SECONDS)).isEqualTo(3);
            assertThat(channels.awaitLog("WARN message")).startsWith("WARN message to slack not sent, tried 3 times: ");
        }
    }

    @Test
    void an_echo_of_the_request_is_not_quoted() throws Exception {
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> echo(socket), OwnThread.FOR_EACH);
            channels.notifier(RealChannels.slack("slack", RealChannels.url(socket.getLocalPort())))
                    .tell(failed("b1", "no"));
            assertThat(channels.awaitLog("DEBUG slack again in ")).endsWith(": the answer is not HTTP");
        }
        for (var level : List.of("ERROR", "WARN", "INFO", "DEBUG slack")) {
            assertThat(channels.log.linesThatStart(level))
                    .noneMatch(line -> line.contains("POST") || line.contains("50 4F 53 54"));
        }
    }

    @Test
    void a_refused_connection_is_one_warning_and_the_next_message_is_sent() throws Exception {
        int port = FakeService.freePort();
        var notifier = channels.notifier(RealChannels.slack("slack", RealChannels.url(port)));
        notifier.tell(failed("b1", "no"));
        assertThat(channels.awaitLog("WARN"))
                .contains("not sent, tried 3 times: ")
                .contains("Connection refused");
        try (var there = new FakeService(port)) {
            notifier.tell(failed("b2", "no"));
            assertThat(next(there).text()).contains("b2");
        }
    }

    @Test
    void an_IPv6_address_can_be_used() throws Exception {
        var url = URI.create("http://[::1]:" + FakeService.freePort() + RealChannels.PATH);
        channels.notifier(RealChannels.slack("slack", url)).tell(failed("b1", "no"));
        assertThat(channels.awaitLog("WARN")).contains("Connection refused");
    }

    @Test
    void an_unknown_host_is_named_as_the_reason() {
        channels.notifier(RealChannels.slack("slack", URI.create("http://hooks.invalid" + RealChannels.PATH)))
                .tell(failed("b1", "no"));
        assertThat(channels.awaitLog("WARN")).endsWith("tried 3 times: the host name can't be resolved");
    }

    private static void echo(ServerSocket socket) {
        try (var connection = socket.accept()) {
            var bytes = new byte[300];
            connection
                    .getOutputStream()
                    .write(bytes, 0, connection.getInputStream().read(bytes));
            connection.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int acceptThreeTimes(ServerSocket socket, String answer) {
        int accepted = 0;
        try {
            for (; accepted < 3; accepted++) {
                try (var connection = socket.accept()) {
                    connection.getInputStream().read();
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return accepted;
    }
}
