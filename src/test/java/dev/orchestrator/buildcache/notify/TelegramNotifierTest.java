package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orchestrator.buildcache.HostKeyChecking;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.SshTarget;
import dev.orchestrator.buildcache.prune.Age;
import dev.orchestrator.buildcache.prune.ByteSize;
import dev.orchestrator.buildcache.prune.Outcome;
import dev.orchestrator.buildcache.prune.RemoteCommand.BuilderPrune;
import dev.orchestrator.buildcache.prune.Run;
import dev.orchestrator.buildcache.prune.Tally;
import dev.orchestrator.buildcache.prune.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Against a real HTTP server in Telegram's place, and with an eye on everything that is logged. */
class TelegramNotifierTest {
    private static final String TOKEN = "123456:AAF-secret_token";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<Object> probe = kit.createTestProbe();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Appender appender = new Appender();
    private HttpServer telegram;

    record Request(String path, String body) {}

    private final class Appender extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getLevel() + " " + event.getFormattedMessage() + " " + event.getThrowableProxy());
        }
    }

    @BeforeEach
    void start() throws IOException {
        root.setLevel(Level.DEBUG);
        root.addAppender(appender);
        appender.start();
        telegram = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        telegram.start();
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        telegram.stop(0);
        root.detachAppender(appender);
        root.setLevel(Level.INFO);
        assertThat(log).isNotEmpty().noneMatch(line -> line.contains("secret_token"));
    }

    @Test
    void a_run_that_reclaimed_enough_is_one_message() throws Exception {
        answers(200, "{\"ok\":true}");
        notifier(new ByteSize(1L << 30)).tell(ended(Optional.of(new ByteSize(1L << 30))));
        var request = requests.poll(20, TimeUnit.SECONDS);
        assertThat(request.path).isEqualTo("/base/bot" + TOKEN + "/sendMessage");
        var body = new ObjectMapper().readTree(request.body);
        assertThat(body.get("chat_id").asText()).isEqualTo("-100200");
        assertThat(body.get("text").asText()).isEqualTo("Кэш на build-01: 1.00 GB, until=24h");
        awaitLog("INFO told Telegram");
        assertThat(requests).isEmpty();
    }

    @Test
    void a_run_that_reclaimed_less_or_did_not_succeed_is_none() throws Exception {
        answers(200, "{\"ok\":true}");
        var notifier = notifier(new ByteSize(1000));
        notifier.tell(ended(Optional.of(new ByteSize(999))));
        notifier.tell(ended(Optional.empty()));
        notifier.tell(ended(Optional.of(new ByteSize(1001))));
        awaitLog("INFO told Telegram");
        assertThat(requests).hasSize(1);
    }

    @Test
    void what_telegram_says_against_it_is_one_warning() {
        answers(401, "{\"ok\":false,\"description\":\"Unauthorized: bot" + TOKEN + "\"}");
        notifier(new ByteSize(1)).tell(ended(Optional.of(new ByteSize(5))));
        assertThat(awaitLog("WARN Telegram message not sent: HTTP 401")).contains("Unauthorized: bot***");
    }

    @Test
    void an_answer_that_does_not_come_is_one_warning() {
        telegram.createContext("/", exchange -> requests.add(new Request("", "")));
        notifier(new ByteSize(1)).tell(ended(Optional.of(new ByteSize(5))));
        awaitLog("WARN Telegram message not sent: ");
        assertThat(requests).hasSize(1);
    }

    @Test
    void an_answer_without_end_is_one_warning() {
        telegram.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(new byte[8192]);
            }
        });
        notifier(new ByteSize(1)).tell(ended(Optional.of(new ByteSize(5))));
        awaitLog("WARN Telegram message not sent: ");
    }

    @Test
    void nobody_there_is_one_warning_and_the_next_message_goes_out() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var notifier = notifier(new ByteSize(1), URI.create("http://127.0.0.1:" + free));
        notifier.tell(ended(Optional.of(new ByteSize(5))));
        awaitLog("WARN Telegram message not sent: ");
        telegram.stop(0);
        telegram = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), free), 0);
        telegram.start();
        answers(200, "{\"ok\":true}");
        notifier.tell(ended(Optional.of(new ByteSize(5))));
        assertThat(requests.poll(20, TimeUnit.SECONDS).path).isEqualTo("/bot" + TOKEN + "/sendMessage");
    }

    @Test
    void the_settings_do_not_show_the_token() {
        notifier(new ByteSize(1));
        assertThat(settings(new ByteSize(1), URI.create("https://api.telegram.org"))
                        .toString())
                .contains("api.telegram.org")
                .doesNotContain("secret_token");
    }

    private ActorRef<Pruner.Changed> notifier(ByteSize atLeast) {
        return notifier(
                atLeast, URI.create("http://127.0.0.1:" + telegram.getAddress().getPort() + "/base/"));
    }

    private ActorRef<Pruner.Changed> notifier(ByteSize atLeast, URI url) {
        return kit.spawn(TelegramNotifier.create(settings(atLeast, url), Duration.ofSeconds(2)));
    }

    private static TelegramSettings settings(ByteSize atLeast, URI url) {
        return new TelegramSettings(TOKEN, "-100200", url, "Кэш на {host}: {reclaimed}, until={until}", atLeast);
    }

    private void answers(int code, String body) {
        telegram.createContext("/", exchange -> {
            requests.add(new Request(exchange.getRequestURI().getPath(), read(exchange)));
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static String read(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The one line of the log that starts so. */
    private String awaitLog(String start) {
        probe.awaitAssert(PATIENCE, () -> assertThat(log).anyMatch(line -> line.startsWith(start)));
        var lines = log.stream().filter(line -> line.startsWith(start)).toList();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static Pruner.Changed ended(Optional<ByteSize> reclaimed) {
        var target = new SshTarget(
                "ssh",
                "build-01",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HostKeyChecking.YES,
                Duration.ofSeconds(10));
        var settings = new PrunerSettings(
                true,
                Duration.ofHours(6),
                new BuilderPrune(Optional.of(new Age("24h")), false),
                Duration.ofMinutes(10),
                true,
                Optional.of(target));
        var verdict = new Verdict(
                reclaimed.isPresent() ? Outcome.SUCCEEDED : Outcome.UNCONFIRMED,
                Optional.empty(),
                Optional.of(0),
                reclaimed,
                Optional.empty());
        var run = new Run(Instant.EPOCH, Instant.EPOCH, verdict);
        var status = new PrunerStatus(
                settings,
                PrunerStatus.State.IDLE,
                false,
                Optional.of(run.start()),
                Tally.EMPTY.with(run),
                Optional.empty());
        return new Pruner.Changed(status, Optional.of(run));
    }
}
