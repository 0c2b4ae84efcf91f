package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.notify.Alert;
import dev.orchestrator.buildcache.notify.Channel;
import dev.orchestrator.buildcache.notify.Delivery;
import dev.orchestrator.buildcache.notify.JsonWebhook;
import dev.orchestrator.buildcache.notify.SlackWebhook;
import dev.orchestrator.buildcache.notify.Telegram;
import dev.orchestrator.buildcache.notify.Thresholds;
import dev.orchestrator.buildcache.notify.WebhookUrl;
import dev.orchestrator.buildcache.value.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChannelSettingsTest {
    @Test
    void several_channels_each_have_their_events_and_hosts() throws Exception {
        var settings = Hocon.read("""
                hosts { build-01 {}, build-02 { notify-min-gb = 1, notify-after-failures = 3 } }
                notify {
                  digest = 5m
                  channels {
                    chat { type = slack, url = "https://chat.example.org/hooks/abc", events = [failing, recovered] }
                    audit { type = webhook, url = "http://127.0.0.1:9/x", secret = s3cret, hosts = build-02 }
                    phone { type = telegram, bot-token = "1:a", chat-id = 7, events = "refused, failing" }
                  }
                }
                """);
        var delivery = Delivery.inDigests(Duration.ofMinutes(5));
        var everything = EnumSet.allOf(Alert.Kind.class);
        assertThat(settings.notifications().channels())
                .containsExactly(
                        new Channel(
                                "audit",
                                new JsonWebhook(url("http://127.0.0.1:9/x"), Optional.of("s3cret")),
                                everything,
                                Set.of("build-02"),
                                delivery),
                        new Channel(
                                "chat",
                                new SlackWebhook(url("https://chat.example.org/hooks/abc")),
                                EnumSet.of(Alert.Kind.FAILING, Alert.Kind.RECOVERED),
                                Set.of(),
                                delivery),
                        new Channel(
                                "phone",
                                new Telegram(
                                        "1:a",
                                        "7",
                                        URI.create("https://api.telegram.org"),
                                        "Build cache pruned on {host}: {reclaimed} reclaimed (until={until})."),
                                EnumSet.of(Alert.Kind.REFUSED, Alert.Kind.FAILING),
                                Set.of(),
                                delivery));
        assertThat(settings.notifications().hosts())
                .containsEntry("build-01", Thresholds.DEFAULT)
                .containsEntry("build-02", new Thresholds(new ByteSize(1L << 30), 3));
    }

    @Test
    void a_channel_lists_the_keys_that_its_type_requires() {
        assertThat(Hocon.problems(
                        "notify.channels { a { type = slack }, b { type = telegram }, c { type = webhook }, d {} }"))
                .containsExactlyInAnyOrder(
                        "notify.channels.a.type: a channel of this type requires url",
                        "notify.channels.b.type: a channel of this type requires bot-token",
                        "notify.channels.b.type: a channel of this type requires chat-id",
                        "notify.channels.c.type: a channel of this type requires url",
                        "notify.channels.d.type = \"\" (not set): must be telegram, slack or webhook");
    }

    @Test
    void bad_values_are_problems_and_secrets_are_not_shown() {
        var problems = Hocon.problems("""
                hosts { build-01 {} }
                notify.channels { a { type = pigeon, url = "ftp://SECRET", secret = [SECRET], bot-token = "SE CRET"
                  chat-id = "SE CRET", events = [failing, dancing], hosts = [build-03], ulr = SECRET } }
                """);
        assertThat(problems).hasSize(8).allMatch(problem -> problem.startsWith("notify.channels.a."));
        assertThat(problems.toString()).doesNotContain("SECRET", "SE CRET");
        assertThat(problems)
                .contains("notify.channels.a.hosts = \"build-03\": must be a list of host names; empty for all");
    }

    @Test
    void names_and_the_digest_have_their_limits() {
        assertThat(Hocon.problems("notify.channels { \"a b\" { type = slack, url = \"http://x/y\" } }"))
                .hasSize(1);
        assertThat(Hocon.problems("telegram { bot-token = \"1:a\", chat-id = 1 }\n"
                        + "notify.channels { telegram { type = slack, url = \"http://x/y\" } }"))
                .containsExactly(
                        "notify.channels: a channel is named telegram, which is the name of the channel that telegram.* defines");
        assertThat(Hocon.problems("notify.digest = 2d")).hasSize(1);
        assertThat(Hocon.problems("notify-after-failures = 0")).hasSize(1);
        assertThat(Hocon.problems("notify.channels = 5")).hasSize(1);
        assertThat(Hocon.problems("notify.channels { a = 5 }"))
                .containsExactly("notify.channels.a: must be an object that holds a channel's settings");
    }

    @Test
    void the_http_token_is_secret_and_protecting_reads_requires_it() throws Exception {
        assertThat(Hocon.read("http { token = \"s3cret\", protect = all }")
                        .http()
                        .toString())
                .doesNotContain("s3cret");
        assertThat(Hocon.problems("http.protect = all"))
                .containsExactly("http.protect: all requires http.token, otherwise nobody could read");
        assertThat(Hocon.problems("http { token = \"s3 cret\", protect = some }"))
                .hasSize(2)
                .noneMatch(problem -> problem.contains("s3 cret"));
    }

    private static WebhookUrl url(String text) {
        return new WebhookUrl(URI.create(text));
    }
}
