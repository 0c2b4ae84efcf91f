package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.json.ChannelJson;
import dev.orchestrator.buildcache.testkit.VirtualTime;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is published of the channels: whether they deliver, and how much they did. In virtual time. */
class DeliveryStateTest {
    private final VirtualTime time = new VirtualTime();
    private final ScriptedServices services = new ScriptedServices();
    private final List<List<ChannelJson>> published = new ArrayList<>();

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void a_channel_that_cannot_deliver_shows_at_its_first_failed_try_and_its_dropped_alerts_are_counted() {
        var settings = new NotifySettings(
                List.of(
                        ScriptedServices.channel("ops", Duration.ZERO),
                        ScriptedServices.channel("chat", Duration.ofMinutes(1))),
                Map.of());
        var notifier = time.kit().spawn(Notifier.create(settings, services, published::add));
        assertThat(last()).containsExactly(ChannelJson.fresh("ops", "slack"), ChannelJson.fresh("chat", "slack"));
        services.goesDown("ops");
        notifier.tell(Given.ended("b1", Given.failed("no")));
        notifier.tell(Given.ended("b2", Given.failed("no")));
        assertThat(last().get(0)).isEqualTo(new ChannelJson("ops", "slack", false, 0, 0, "HTTP 503: down"));
        time.pass(Duration.ofHours(1));
        assertThat(last())
                .containsExactly(
                        new ChannelJson("ops", "slack", false, 0, 2, "HTTP 503: down"),
                        new ChannelJson("chat", "slack", true, 2, 0, null));
        services.comesBack("ops");
        notifier.tell(Given.ended("b1", Given.failed("no")));
        assertThat(last().get(0)).isEqualTo(new ChannelJson("ops", "slack", true, 2, 2, null));
    }

    @Test
    void why_it_fails_shows_no_secret() {
        var hook = new SlackWebhook(new WebhookUrl(URI.create("http://h/a-secret-part")));
        var channel =
                new Channel("ops", hook, Channel.of("ops", hook).kinds(), Set.of(), Delivery.inDigests(Duration.ZERO));
        var notifier = time.kit()
                .spawn(Notifier.create(
                        new NotifySettings(List.of(channel), Map.of()),
                        (post, limit) -> CompletableFuture.completedFuture(
                                new Response(404, Optional.empty(), "no a-secret-part here")),
                        published::add));
        notifier.tell(Given.ended("b1", Given.failed("no")));
        assertThat(last().get(0).lastError()).isEqualTo("HTTP 404: no *** here");
    }

    private List<ChannelJson> last() {
        return published.get(published.size() - 1);
    }
}
