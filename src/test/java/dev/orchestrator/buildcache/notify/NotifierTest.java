package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import dev.orchestrator.buildcache.value.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In virtual time, with a transport that accepts every message, except that the service "dead" never responds. */
class NotifierTest {
    private static final Set<Alert.Kind> ALL = Set.of(Alert.Kind.values());
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();
    private final List<String> sent = new ArrayList<>();

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void each_channel_is_told_what_it_wants_to_know() {
        var notifier = spawn(
                channel("all", ALL, Set.of()),
                channel("trouble", Set.of(Alert.Kind.FAILING, Alert.Kind.REFUSED), Set.of()),
                channel("b2", ALL, Set.of("b2")));
        notifier.tell(Given.ended("b1", Given.failed("no")));
        notifier.tell(Given.ended("b1", Given.succeeded(ByteSize.ZERO)));
        notifier.tell(Given.ended("b2", Given.refused("Podman")));
        assertThat(sent)
                .containsExactly(
                        "all: Build cache pruning fails on b1: no",
                        "trouble: Build cache pruning fails on b1: no",
                        "all: Build cache pruning works again on b1: 0 B reclaimed.",
                        "all: Build cache pruning is refused on b2: Podman",
                        "trouble: Build cache pruning is refused on b2: Podman",
                        "b2: Build cache pruning is refused on b2: Podman");
    }

    @Test
    void hosts_are_watched_each_by_its_own_thresholds() {
        var thresholds = Map.of("b1", new Thresholds(Given.GB, 2), "b2", new Thresholds(new ByteSize(1), 1));
        var notifier = spawn(thresholds, channel("all", ALL, Set.of()));
        for (var host : List.of("b1", "b2", "b3")) {
            notifier.tell(Given.ended(host, Given.succeeded(new ByteSize(5))));
            notifier.tell(Given.ended(host, Given.failed("no")));
        }
        assertThat(sent)
                .containsExactly(
                        "all: Build cache pruned on b2: 5 B reclaimed (until=24h).",
                        "all: Build cache pruning fails on b2: no",
                        "all: Build cache pruning fails on b3: no");
        notifier.tell(Given.ended("b1", Given.cutOff()));
        assertThat(sent).hasSize(4).last().asString().contains("b1, 2 times in a row");
    }

    @Test
    void a_change_that_is_not_the_end_of_a_run_is_nothing_to_tell() {
        var notifier = spawn(channel("all", ALL, Set.of()));
        notifier.tell(Given.changed("b1"));
        assertThat(sent).isEmpty();
    }

    @Test
    void a_dead_channel_holds_no_other_back() {
        var notifier = spawn(channel("dead", ALL, Set.of()), channel("all", ALL, Set.of()));
        for (int i = 0; i < 300; i++) {
            notifier.tell(Given.ended("b" + i, Given.failed("no")));
        }
        assertThat(sent.stream().filter(text -> text.startsWith("all: "))).hasSize(300);
        assertThat(sent.stream().filter(text -> text.startsWith("dead: "))).hasSize(1);
    }

    @Test
    void an_outage_of_a_thousand_hosts_is_one_message_and_so_is_its_end() {
        var notifier = spawn(Channel.of("ops", service("ops")));
        for (int round = 0; round < 3; round++) {
            IntStream.range(0, 1000).forEach(i -> notifier.tell(Given.ended("b" + i, Given.failed("no route"))));
            time.pass(MINUTE);
        }
        assertThat(sent).hasSize(1);
        IntStream.range(0, 1000).forEach(i -> notifier.tell(Given.ended("b" + i, Given.unconfirmed())));
        time.pass(MINUTE);
        assertThat(sent).hasSize(1);
        IntStream.range(0, 1000).forEach(i -> notifier.tell(Given.ended("b" + i, Given.succeeded(ByteSize.ZERO))));
        time.pass(MINUTE);
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0)).contains("fails on b0: ").endsWith("more");
        assertThat(sent.get(1)).contains("works again on b0").endsWith("more");
    }

    @Test
    void nobody_is_told_if_there_is_no_channel() {
        var notifier = time.kit().spawn(Notifier.create(NotifySettings.NONE, this::send));
        notifier.tell(Given.ended("b1", Given.failed("no")));
        assertThat(sent).isEmpty();
    }

    @Test
    void what_breaks_it_does_not_make_it_forget() {
        var notifier = spawn(channel("all", ALL, Set.of()));
        notifier.tell(Given.ended("b1", Given.failed("no")));
        notifier.tell(new HostEvent.RunEnded("b1", null, Optional.empty()));
        notifier.tell(Given.ended("b1", Given.failed("no")));
        notifier.tell(Given.ended("b2", Given.failed("no")));
        assertThat(sent)
                .containsExactly(
                        "all: Build cache pruning fails on b1: no", "all: Build cache pruning fails on b2: no");
    }

    private ActorRef<HostEvent> spawn(Channel... channels) {
        return spawn(Map.of(), channels);
    }

    private ActorRef<HostEvent> spawn(Map<String, Thresholds> thresholds, Channel... channels) {
        return time.kit().spawn(Notifier.create(new NotifySettings(List.of(channels), thresholds), this::send));
    }

    private static Channel channel(String name, Set<Alert.Kind> kinds, Set<String> hosts) {
        return new Channel(name, service(name), kinds, hosts, Delivery.inDigests(Duration.ZERO));
    }

    private static Service service(String name) {
        return new Telegram(
                name + ":T",
                "1",
                URI.create("http://" + name),
                "Build cache pruned on {host}: {reclaimed} reclaimed (until={until}).");
    }

    private CompletionStage<Response> send(JsonPost post, Duration limit) {
        String server = post.url().getHost();
        sent.add(server + ": " + text(post.json()));
        return server.equals("dead")
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(new Response(200, Optional.empty(), ""));
    }

    private static String text(String body) {
        try {
            return new ObjectMapper().readTree(body).get("text").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
