package dev.orchestrator.buildcache.notify;

import static dev.orchestrator.buildcache.notify.FakeService.answer;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.value.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only {@code telegram.*} and {@code notify-min-gb} are set; a local server replaces Telegram. */
class TelegramTest {
    private static final String TOKEN = "123456:AAF-secret_token";
    private static final ByteSize GB = Given.GB;

    private final LogWatch log = new LogWatch();
    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("akka.loglevel = DEBUG").withFallback(ConfigFactory.load()));
    private final TestProbe<Object> probe = kit.createTestProbe();
    private FakeService telegram;

    @BeforeEach
    void start() throws IOException {
        telegram = new FakeService().then(answer(200, "{\"ok\":true}"));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        telegram.close();
        log.close();
        log.assertNothingOf("secret_token");
    }

    @Test
    void a_run_that_reclaimed_enough_is_one_message_at_once() throws Exception {
        notifier(GB).tell(Given.ended("build-01", Given.succeeded(GB)));
        var request = telegram.requests.poll(20, TimeUnit.SECONDS);
        assertThat(request.path()).isEqualTo("/base/bot" + TOKEN + "/sendMessage");
        var body = new ObjectMapper().readTree(request.body());
        assertThat(body.get("chat_id").asText()).isEqualTo("-100200");
        assertThat(body.get("text").asText()).isEqualTo("Кэш на build-01: 1 GB, until=24h");
        awaitLog("INFO sent to telegram");
        assertThat(telegram.requests).isEmpty();
    }

    @Test
    void each_run_that_reclaimed_enough_is_a_message_of_its_own() throws Exception {
        var notifier = notifier(GB);
        for (int i = 0; i < 3; i++) {
            notifier.tell(Given.ended("build-01", Given.succeeded(GB)));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(telegram.requests.poll(20, TimeUnit.SECONDS).text()).contains("build-01");
        }
    }

    @Test
    void a_run_that_reclaimed_less_or_did_not_succeed_is_none() {
        var notifier = notifier(new ByteSize(1000));
        for (var run : List.of(
                Given.succeeded(new ByteSize(999)),
                Given.unconfirmed(),
                Given.failed("no"),
                Given.cutOff(),
                Given.refused("Podman"))) {
            notifier.tell(Given.ended("build-01", run));
        }
        notifier.tell(Given.ended("build-01", Given.succeeded(new ByteSize(1001))));
        awaitLog("INFO sent to telegram");
        assertThat(telegram.requests).hasSize(1);
    }

    @Test
    void what_telegram_refuses_for_good_is_one_warning_and_no_second_try() {
        telegram.then(answer(400, "{\"ok\":false,\"description\":\"Oops: bot" + TOKEN + "\"}"));
        notifier(GB).tell(Given.ended("build-01", Given.succeeded(GB)));
        assertThat(awaitLog("WARN message to telegram not sent: HTTP 400")).contains("Oops: bot***");
        assertThat(telegram.requests).hasSize(1);
    }

    @Test
    void nobody_there_is_one_warning_and_the_next_message_goes_out() throws Exception {
        int port = FakeService.freePort();
        var bot = Channel.reclaimedOnly("telegram", bot(URI.create("http://127.0.0.1:" + port)));
        var notifier = notifier(GB, RealChannels.within(Duration.ofSeconds(20), bot));
        notifier.tell(Given.ended("build-01", Given.succeeded(GB)));
        awaitLog("WARN message to telegram not sent, tried 3 times: ");
        try (var there = new FakeService(port)) {
            notifier.tell(Given.ended("build-01", Given.succeeded(GB)));
            assertThat(there.requests.poll(20, TimeUnit.SECONDS).path()).isEqualTo("/bot" + TOKEN + "/sendMessage");
        }
    }

    @Test
    void the_wait_that_telegram_asks_for_in_its_text_is_kept() throws Exception {
        telegram.first(answer(
                429,
                "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after 1\","
                        + "\"parameters\":{\"retry_after\":1}}"));
        var bot = Channel.reclaimedOnly("telegram", bot(telegram.url("")));
        notifier(GB, RealChannels.within(Duration.ofSeconds(20), bot))
                .tell(Given.ended("build-01", Given.succeeded(GB)));
        telegram.requests.poll(20, TimeUnit.SECONDS);
        long first = System.nanoTime();
        assertThat(telegram.requests.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThan(Duration.ofMillis(500));
        awaitLog("DEBUG telegram again in 1 s: HTTP 429");
    }

    @Test
    void a_group_that_became_a_supergroup_gets_this_message_and_all_others_under_its_new_number() throws Exception {
        telegram.first(answer(
                400,
                "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded "
                        + "to a supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-1001234567890}}"));
        var notifier = notifier(GB);
        for (int i = 0; i < 2; i++) {
            notifier.tell(Given.ended("build-01", Given.succeeded(GB)));
        }
        var chats = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            var request = telegram.requests.poll(20, TimeUnit.SECONDS);
            chats.add(new ObjectMapper().readTree(request.body()).get("chat_id").asText());
        }
        assertThat(chats).containsExactly("-100200", "-1001234567890", "-1001234567890");
        assertThat(awaitLog("WARN")).contains("telegram has moved", "chatId=-1001234567890");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"parameters\":{\"retry_after\":35}}', 35",
        "'{\"parameters\":{\"retry_after\":-1}}', ",
        "'{\"parameters\":{\"retry_after\":\"x\"}}', ",
        "'{\"parameters\":{\"retry_after\":99999999999}}', ",
        "'{\"parameters\":[]}', ",
        "'[]', ",
        "'<html>', ",
        "'', ",
    })
    void a_text_without_a_wait_asks_for_none(String text, Long seconds) {
        assertThat(bot(telegram.url("")).retryAfter(text))
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
        assertThat(bot(telegram.url("")).moved(text)).isEmpty();
    }

    private ActorRef<HostEvent> notifier(ByteSize atLeast) {
        return notifier(atLeast, Channel.reclaimedOnly("telegram", bot(telegram.url("/base/"))));
    }

    private ActorRef<HostEvent> notifier(ByteSize atLeast, Channel channel) {
        var thresholds = Map.of("build-01", new Thresholds(atLeast, 1));
        return kit.spawn(Notifier.create(new NotifySettings(List.of(channel), thresholds)));
    }

    private static Telegram bot(URI url) {
        return new Telegram(TOKEN, "-100200", url, "Кэш на {host}: {reclaimed}, until={until}");
    }

    /** Waits for a log line with this start, and for no more than one. */
    private String awaitLog(String start) {
        probe.awaitAssert(
                Duration.ofSeconds(20),
                () -> assertThat(log.linesThatStart(start)).isNotEmpty());
        assertThat(log.linesThatStart(start)).hasSize(1);
        return log.linesThatStart(start).get(0);
    }
}
