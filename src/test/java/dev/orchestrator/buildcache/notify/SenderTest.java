package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In virtual time, with a transport whose responses the test sets. */
class SenderTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Response TAKEN = new Response(200, Optional.empty(), "");

    private final VirtualTime time = new VirtualTime();
    private final List<Sent> sent = new ArrayList<>();
    private final List<CompletableFuture<Response>> open = new ArrayList<>();
    private Supplier<CompletionStage<Response>> answers = () -> CompletableFuture.completedFuture(TAKEN);

    /** @param after time since the start of the test */
    private record Sent(Duration after, String text) {}

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void alerts_within_a_digest_are_one_message() {
        var sender = spawn(MINUTE);
        tell(sender, "a", "b");
        time.pass(MINUTE.minus(MOMENT));
        tell(sender, "c");
        assertThat(sent).isEmpty();
        time.pass(MOMENT);
        assertThat(sent).containsExactly(new Sent(MINUTE, "a\nb\nc"));
        time.pass(MINUTE.multipliedBy(60));
        assertThat(sent).hasSize(1);
    }

    @Test
    void the_next_digest_begins_with_the_next_alert() {
        var sender = spawn(MINUTE);
        tell(sender, "a");
        time.pass(MINUTE.plusSeconds(30));
        tell(sender, "b");
        time.pass(MINUTE);
        assertThat(sent).containsExactly(at(60, "a"), at(150, "b"));
    }

    @Test
    void without_a_digest_each_run_is_a_message_at_once() {
        var sender = spawn(Duration.ZERO);
        tell(sender, "a", "b");
        tell(sender, "c");
        assertThat(sent).containsExactly(at(0, "a\nb"), at(0, "c"));
    }

    @Test
    void an_overloaded_or_broken_service_is_tried_again_ever_later_and_then_given_up() {
        for (int status : new int[] {429, 500, 502, 503, 599}) {
            sent.clear();
            var sender = spawn(Duration.ZERO);
            var start = passed();
            answer(status, Optional.empty());
            warns("message to ops not sent, tried 5 times: HTTP " + status + ": no", () -> {
                tell(sender, "a");
                time.pass(Duration.ofHours(1));
            });
            assertThat(sent.stream().map(s -> s.after.minus(start).toSeconds()))
                    .as("%d", status)
                    .containsExactly(0L, 5L, 15L, 35L, 75L);
        }
    }

    @Test
    void each_message_has_all_its_tries() {
        var sender = spawn(Duration.ZERO);
        answer(503, Optional.empty());
        tell(sender, "a");
        tell(sender, "b");
        time.pass(Duration.ofHours(1));
        assertThat(sent.stream().map(Sent::text)).containsExactly("a", "a", "a", "a", "a", "b", "b", "b", "b", "b");
    }

    @Test
    void a_missing_response_is_retried_like_an_error_of_the_service() {
        answers = () -> CompletableFuture.failedFuture(new IOException("connection reset"));
        var sender = spawn(Duration.ZERO);
        warns("message to ops not sent, tried 5 times: IOException: connection reset", () -> {
            tell(sender, "a");
            time.pass(Duration.ofHours(1));
        });
        assertThat(sent).hasSize(5);
    }

    @Test
    void a_message_that_the_service_refuses_for_good_is_not_tried_again() {
        for (int status : new int[] {301, 400, 401, 403, 404, 410, 413}) {
            sent.clear();
            answer(status, Optional.empty());
            var sender = spawn(Duration.ZERO);
            warns("message to ops not sent: HTTP " + status + ": no", () -> {
                tell(sender, "a");
                time.pass(Duration.ofHours(1));
            });
            assertThat(sent).hasSize(1);
        }
    }

    @Test
    void a_service_that_recovers_gets_the_message_once_and_the_next_ones_in_order() {
        var sender = spawn(Duration.ZERO);
        answer(503, Optional.empty());
        tell(sender, "a");
        tell(sender, "b");
        time.pass(Duration.ofSeconds(6));
        answers = () -> CompletableFuture.completedFuture(TAKEN);
        tell(sender, "c");
        time.pass(Duration.ofHours(1));
        assertThat(sent).containsExactly(at(0, "a"), at(5, "a"), at(15, "a"), at(15, "b"), at(15, "c"));
    }

    @Test
    void the_wait_that_a_service_asks_for_is_kept() {
        var sender = spawn(Duration.ZERO);
        answer(429, Optional.of(Duration.ofSeconds(90)));
        tell(sender, "a");
        time.pass(Duration.ofSeconds(90).minus(MOMENT));
        tell(sender, "b");
        assertThat(sent).hasSize(1);
        answers = () -> CompletableFuture.completedFuture(TAKEN);
        time.pass(MOMENT);
        assertThat(sent).containsExactly(at(0, "a"), at(90, "a"), at(90, "b"));
    }

    @Test
    void the_wait_that_a_service_asks_for_is_kept_by_the_next_message_too() {
        var once = new Delivery(Duration.ZERO, 1, Duration.ofSeconds(5), Duration.ofSeconds(10), 100);
        var sender = spawn(once);
        answer(429, Optional.of(Duration.ofSeconds(90)));
        tell(sender, "a");
        answers = () -> CompletableFuture.completedFuture(TAKEN);
        tell(sender, "b");
        time.pass(Duration.ofHours(1));
        assertThat(sent).containsExactly(at(0, "a"), at(90, "b"));
    }

    @Test
    void a_given_up_message_does_not_hold_the_next_one_back() {
        var sender = spawn(Duration.ZERO);
        answer(400, Optional.empty());
        tell(sender, "a");
        answers = () -> CompletableFuture.completedFuture(TAKEN);
        tell(sender, "b");
        assertThat(sent).containsExactly(at(0, "a"), at(0, "b"));
    }

    @Test
    void only_one_message_is_under_way_and_a_limited_number_waits() {
        answers = this::later;
        var sender = spawn(new Delivery(Duration.ZERO, 5, Duration.ofSeconds(5), Duration.ofSeconds(10), 3));
        warns("3 messages wait for ops: the oldest are dropped", () -> {
            for (var host : List.of("a", "b", "c", "d", "e", "f")) {
                tell(sender, host);
            }
        });
        assertThat(sent).containsExactly(at(0, "a"));
        for (int i = 0; i < 4; i++) {
            open.get(i).complete(TAKEN);
        }
        assertThat(sent.stream().map(Sent::text)).containsExactly("a", "d", "e", "f");
    }

    @Test
    void the_next_flood_is_another_warning() {
        answers = this::later;
        var sender = spawn(new Delivery(Duration.ZERO, 5, Duration.ofSeconds(5), Duration.ofSeconds(10), 1));
        for (int flood = 0; flood < 2; flood++) {
            warns("1 messages wait for ops: the oldest are dropped", () -> {
                for (var host : List.of("a", "b", "c", "d")) {
                    tell(sender, host);
                }
            });
            open.get(open.size() - 1).complete(TAKEN);
            open.get(open.size() - 1).complete(TAKEN);
        }
        assertThat(sent.stream().map(Sent::text)).containsExactly("a", "d", "a", "d");
    }

    @Test
    void a_slow_service_holds_a_digest_back_and_loses_nothing_of_it() {
        answers = this::later;
        var sender = spawn(MINUTE);
        tell(sender, "a");
        time.pass(MINUTE);
        tell(sender, "b");
        time.pass(MINUTE.multipliedBy(5));
        tell(sender, "c");
        time.pass(MINUTE);
        assertThat(sent).containsExactly(at(60, "a"));
        open.get(0).complete(TAKEN);
        open.get(1).complete(TAKEN);
        assertThat(sent.stream().map(Sent::text)).containsExactly("a", "b", "c");
    }

    @Test
    void a_broken_transport_does_not_stop_the_next_message() {
        answers = () -> {
            throw new IllegalStateException("broken");
        };
        var sender = spawn(Duration.ZERO);
        tell(sender, "a");
        answers = () -> CompletableFuture.completedFuture(TAKEN);
        tell(sender, "b");
        assertThat(sent.stream().map(Sent::text)).containsExactly("a", "a", "b");
    }

    private ActorRef<Sender.Command> spawn(Duration digest) {
        return spawn(Delivery.inDigests(digest));
    }

    private ActorRef<Sender.Command> spawn(Delivery delivery) {
        var every = Channel.of("ops", new SlackWebhook(new WebhookUrl(URI.create("http://h/x"))));
        var channel = new Channel("ops", every.service(), every.kinds(), every.hosts(), delivery);
        return time.kit()
                .spawn(Sender.create(channel, this::send, time.kit().system().ignoreRef()));
    }

    private CompletionStage<Response> send(JsonPost post, Duration limit) {
        assertThat(limit).isEqualTo(Duration.ofSeconds(10));
        sent.add(new Sent(passed(), text(post.json())));
        return answers.get();
    }

    private CompletionStage<Response> later() {
        open.add(new CompletableFuture<>());
        return open.get(open.size() - 1);
    }

    private void answer(int status, Optional<Duration> retryAfter) {
        answers = () -> CompletableFuture.completedFuture(new Response(status, retryAfter, "no"));
    }

    private static void tell(ActorRef<Sender.Command> sender, String... hosts) {
        sender.tell(new Sender.Send(List.of(hosts).stream()
                .map(host -> (Alert) new Alert.Failing(host, Given.failed("no"), 1))
                .toList()));
    }

    /** Asserts that there is exactly one warning, with this text. */
    private static void warns(String text, Runnable when) {
        try (var log = new LogWatch()) {
            when.run();
            assertThat(log.linesThatStart("WARN")).containsExactly("WARN " + text);
        }
    }

    private Duration passed() {
        return Duration.between(VirtualTime.START, time.instant());
    }

    private static Sent at(int seconds, String text) {
        return new Sent(Duration.ofSeconds(seconds), text);
    }

    /** The hosts that the message names. */
    private static String text(String body) {
        try {
            return new ObjectMapper()
                    .readTree(body)
                    .get("text")
                    .asText()
                    .replaceAll("Build cache pruning fails on (\\S+): no", "$1");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
