package dev.orchestrator.buildcache.notify;

import static dev.orchestrator.buildcache.notify.FakeService.answer;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.HostEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks on real ports, and an eye on everything that anybody logs. */
class OverHttpTest {
    private static final String PATH = "/services/T0001/secret-path?key=secret-key";
    private static final String LOGIN = "ops:secret-word";
    private static final String KEY = "secret-hmac";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LogWatch log = new LogWatch();
    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("akka.loglevel = DEBUG").withFallback(ConfigFactory.load()));
    private final TestProbe<Object> probe = kit.createTestProbe();
    private FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        service.close();
        log.close();
        log.assertNothingOf("secret-path", "secret-key", "secret-word", "secret-hmac", "c2VjcmV0");
    }

    @Test
    void a_slack_webhook_gets_the_text() throws Exception {
        notifier(slack("slack", service)).tell(failed("b1", "rc=1: <no> & no"));
        var request = next(service);
        assertThat(request.path()).isEqualTo(PATH);
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Basic b3BzOnNlY3JldC13b3Jk");
        assertThat(request.text())
                .isEqualTo("{\"text\":\"Build cache pruning fails on b1: rc=1: &lt;no&gt; &amp; no\"}");
        awaitLog("INFO told slack: 1 failing");
    }

    @Test
    void a_signed_webhook_can_be_verified() throws Exception {
        var webhook = new JsonWebhook(new WebhookUrl(url(service)), Optional.of(KEY));
        notifier(channel("json", webhook)).tell(failed("build-ä", "rc=1: “no”"));
        var request = next(service);
        assertThat(request.headers().getFirst("X-Signature-256")).isEqualTo("sha256=" + hmac(KEY, request.body()));
        var event = new ObjectMapper().readTree(request.body()).at("/events/0");
        assertThat(event.get("event").asText()).isEqualTo("failing");
        assertThat(event.get("host").asText()).isEqualTo("build-ä");
        assertThat(event.at("/run/error").asText()).isEqualTo("rc=1: “no”");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void an_overloaded_or_broken_service_gets_it_again(int status) throws Exception {
        service.first(answer(status, "{}"), answer(status, ""));
        notifier(slack("slack", service)).tell(failed("b1", "no"));
        assertThat(List.of(
                        next(service).text(),
                        next(service).text(),
                        next(service).text()))
                .allMatch(text -> text.contains("b1"));
        awaitLog("INFO told slack: 1 failing");
        assertThat(service.requests).isEmpty();
        assertThat(log.linesThatStart("WARN")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seconds", "date"})
    void a_service_that_asks_to_be_left_alone_is(String form) throws Exception {
        var until = Instant.now().plusSeconds(2);
        var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(until.atOffset(ZoneOffset.UTC));
        service.first(answer(429, "slow down", "Retry-After", form.equals("date") ? date : "1"));
        notifier(slack("slack", service)).tell(failed("b1", "no"));
        next(service);
        long first = System.nanoTime();
        next(service);
        // A date says only full seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(Duration.ofMillis(500));
        assertThat(log.linesThatStart("DEBUG slack again in "))
                .hasSize(1)
                .allMatch(line -> line.endsWith("HTTP 429: slow down"));
    }

    @Test
    void what_a_service_says_against_it_is_one_warning_without_its_address() {
        service.then(answer(404, "no hook at " + url(service) + ", that is " + PATH + " of " + LOGIN + "; " + KEY));
        var webhook = new JsonWebhook(new WebhookUrl(url(service)), Optional.of(KEY));
        notifier(channel("json", webhook)).tell(failed("b1", "no"));
        assertThat(awaitLog("WARN"))
                .isEqualTo("WARN message to json not sent: HTTP 404: no hook at ***, that is *** of ***; ***");
        assertThat(service.requests).hasSize(1);
    }

    @Test
    void a_redirect_is_not_followed() {
        service.then(answer(302, "", "Location", "/elsewhere/secret-path <>"));
        notifier(slack("slack", service)).tell(failed("b1", "no"));
        assertThat(awaitLog("WARN")).isEqualTo("WARN message to slack not sent: HTTP 302:");
        assertThat(service.requests).hasSize(1);
    }

    @Test
    void a_service_that_never_answers_is_given_up_and_holds_no_other_channel_back() throws Exception {
        service.then(service.silence());
        try (var other = new FakeService()) {
            var notifier = notifier(within(Duration.ofSeconds(1), slack("slow", service)), slack("quick", other));
            notifier.tell(failed("b1", "no"));
            next(service);
            for (int i = 0; i < 20; i++) {
                notifier.tell(failed("c" + i, "no"));
                assertThat(next(other).text()).isNotEmpty();
            }
            assertThat(log.linesThatStart("WARN")).isEmpty();
            probe.awaitAssert(
                    PATIENCE,
                    () -> assertThat(log.linesThatStart(
                                    "WARN message to slow not sent, tried 3 times: no answer within 1 s"))
                            .hasSize(1));
        }
    }

    @Test
    void an_error_without_end_is_given_up() {
        service.then(service.endless(400));
        notifier(slack("slack", service)).tell(failed("b1", "no"));
        assertThat(awaitLog("WARN")).isEqualTo("WARN message to slack not sent: HTTP 400:");
    }

    @Test
    void a_message_that_was_taken_is_not_sent_again_whatever_follows() throws Exception {
        service.then(service.endless(200));
        var notifier = notifier(slack("slack", service));
        notifier.tell(failed("b1", "no"));
        next(service);
        service.endlessAnswersEnd();
        notifier.tell(failed("b2", "no"));
        assertThat(next(service).text()).contains("b2");
        service.endlessAnswersEnd();
        probe.awaitAssert(
                PATIENCE,
                () -> assertThat(log.linesThatStart("INFO told slack: 1 failing"))
                        .hasSize(2));
        assertThat(service.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 5", "HTTP/1.1 500 No\r\nContent-Length: 99\r\n\r\nhalf", "garbage\r\n\r\n"})
    void a_connection_that_closes_early_is_tried_again(String answer) throws Exception {
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var accepted = CompletableFuture.supplyAsync(() -> acceptThreeTimes(socket, answer));
            var url = new WebhookUrl(URI.create("http://" + LOGIN + "@127.0.0.1:" + socket.getLocalPort() + PATH));
            notifier(channel("slack", new SlackWebhook(url))).tell(failed("b1", "no"));
            assertThat(accepted.get(20, TimeUnit.SECONDS)).isEqualTo(3);
            assertThat(awaitLog("WARN message")).startsWith("WARN message to slack not sent, tried 3 times: ");
        }
    }

    @Test
    void an_answer_that_is_none_is_not_quoted() throws Exception {
        try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> echo(socket));
            var url = new WebhookUrl(URI.create("http://" + LOGIN + "@127.0.0.1:" + socket.getLocalPort() + PATH));
            notifier(channel("slack", new SlackWebhook(url))).tell(failed("b1", "no"));
            awaitLog("DEBUG slack again in ");
        }
        // Akka's own debug lines do quote it; but for them alone it takes akka.loglevel = DEBUG.
        for (var level : List.of("ERROR", "WARN", "INFO", "DEBUG slack")) {
            assertThat(log.linesThatStart(level)).noneMatch(line -> line.contains("50 4F 53 54"));
        }
    }

    @Test
    void nobody_there_is_one_warning_and_the_next_message_goes_out() throws Exception {
        int port = FakeService.freePort();
        var url = new WebhookUrl(URI.create("http://" + LOGIN + "@127.0.0.1:" + port + PATH));
        var notifier = notifier(channel("slack", new SlackWebhook(url)));
        notifier.tell(failed("b1", "no"));
        assertThat(awaitLog("WARN")).contains("not sent, tried 3 times: ").contains("Connection refused");
        try (var there = new FakeService(port)) {
            notifier.tell(failed("b2", "no"));
            assertThat(next(there).text()).contains("b2");
        }
    }

    @Test
    void an_address_in_version_6_is_one_too() throws Exception {
        var url = new WebhookUrl(URI.create("http://[::1]:" + FakeService.freePort() + PATH));
        notifier(channel("slack", new SlackWebhook(url))).tell(failed("b1", "no"));
        assertThat(awaitLog("WARN")).contains("Connection refused");
    }

    private ActorRef<HostEvent> notifier(Channel... channels) {
        return kit.spawn(Notifier.create(new NotifySettings(List.of(channels), Map.of())));
    }

    private static Channel slack(String name, FakeService service) {
        return channel(name, new SlackWebhook(new WebhookUrl(url(service))));
    }

    private static Channel channel(String name, Service service) {
        return within(LIMIT, Channel.of(name, service));
    }

    private static Channel within(Duration limit, Channel channel) {
        var delivery = new Delivery(Duration.ZERO, 3, Duration.ofMillis(10), limit, 100);
        return new Channel(channel.name(), channel.service(), channel.events(), channel.hosts(), delivery);
    }

    private static URI url(FakeService service) {
        return URI.create(service.url(PATH).toString().replace("http://", "http://" + LOGIN + "@"));
    }

    private static HostEvent failed(String host, String error) {
        return Given.ended(host, Given.failed(error));
    }

    private static FakeService.Request next(FakeService service) throws InterruptedException {
        var request = service.requests.poll(20, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }

    /** Sends back what it gets, as some ports do. */
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

    /** RFC 2104, by hand. */
    private static String hmac(String key, byte[] text) throws Exception {
        var sha256 = MessageDigest.getInstance("SHA-256");
        byte[] inner = Arrays.copyOf(key.getBytes(StandardCharsets.UTF_8), 64);
        byte[] outer = inner.clone();
        for (int i = 0; i < 64; i++) {
            inner[i] ^= 0x36;
            outer[i] ^= 0x5c;
        }
        sha256.update(inner);
        byte[] hash = sha256.digest(text);
        sha256.update(outer);
        return HexFormat.of().formatHex(sha256.digest(hash));
    }

    /** The one line of the log that starts so. */
    private String awaitLog(String start) {
        probe.awaitAssert(PATIENCE, () -> assertThat(log.linesThatStart(start)).isNotEmpty());
        assertThat(log.linesThatStart(start)).hasSize(1);
        return log.linesThatStart(start).get(0).strip();
    }
}
