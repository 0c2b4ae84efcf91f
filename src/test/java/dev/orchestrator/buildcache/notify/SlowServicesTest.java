package dev.orchestrator.buildcache.notify;

import static dev.orchestrator.buildcache.notify.RealChannels.failed;
import static dev.orchestrator.buildcache.notify.RealChannels.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.testkit.OwnThread;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that take too long, or never end their response. */
class SlowServicesTest extends ToService {
    private static final String NEVER_ENDING_TEXT = "\r\nContent-Length: 99\r\n\r\nhalf";

    @Test
    void a_service_that_never_responds_is_given_up_and_delays_no_other_channel() throws Exception {
        service.then(service.silence());
        try (var other = new FakeService()) {
            var slow = RealChannels.within(Duration.ofSeconds(1), RealChannels.slack("slow", service));
            var notifier = channels.notifier(slow, RealChannels.slack("quick", other));
            notifier.tell(failed("b1", "no"));
            next(service);
            for (int i = 0; i < 20; i++) {
                notifier.tell(failed("c" + i, "no"));
                assertThat(next(other).text()).isNotEmpty();
            }
            assertThat(channels.log.linesThatStart("WARN")).isEmpty();
            channels.awaitLog("WARN message to slow not sent, tried 3 times: no answer within 1 s");
        }
    }

    @Test
    void an_endless_error_is_cut_off() throws Exception {
        service.then(service.endless(400));
        channels.notifier(RealChannels.slack("slack", service)).tell(failed("b1", "no"));
        assertThat(channels.awaitLog("WARN")).isEqualTo("WARN message to slack not sent: HTTP 400:");
        service.endlessResponsesEnd();
    }

    @Test
    void an_accepted_message_is_not_sent_again_whatever_follows() throws Exception {
        service.then(service.endless(200));
        var notifier = channels.notifier(RealChannels.slack("slack", service));
        notifier.tell(failed("b1", "no"));
        next(service);
        service.endlessResponsesEnd();
        notifier.tell(failed("b2", "no"));
        assertThat(next(service).text()).contains("b2");
        service.endlessResponsesEnd();
        channels.awaitLog("INFO sent to slack: 1 failing", 2);
        assertThat(service.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 400 No" + NEVER_ENDING_TEXT, "HTTP/1.1 200 OK" + NEVER_ENDING_TEXT})
    void the_connection_is_closed_in_the_middle_of_a_response(String response) throws Exception {
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var closed = CompletableFuture.supplyAsync(() -> isClosedAfter(socket, response), OwnThread.FOR_EACH);
            var slack = RealChannels.slack("slack", RealChannels.url(socket.getLocalPort()));
            channels.notifier(RealChannels.within(Duration.ofSeconds(1), slack)).tell(failed("b1", "no"));
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
            if (response.contains("400")) {
                assertThat(channels.awaitLog("WARN")).isEqualTo("WARN message to slack not sent: HTTP 400:");
            } else if (response.contains("200")) {
                channels.awaitLog("INFO sent to slack: 1 failing");
            }
        }
    }

    /** Whether the other side closes the connection on its own. */
    private static boolean isClosedAfter(ServerSocket socket, String response) {
        try (var connection = socket.accept()) {
            connection.setSoTimeout(15_000);
            connection.getInputStream().read();
            connection.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
