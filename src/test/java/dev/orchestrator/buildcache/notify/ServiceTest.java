package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.docker.Age;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests to each type of service, and the secrets that are never shown. */
class ServiceTest {
    private static final URI API = URI.create("https://api.telegram.org");
    private static final String SECRET =
            "https://ops:p%40ss-word@hooks.example.org/services/T0001/a-secret-part?key=a%2Dsecret-key";

    @Test
    void telegram_gets_plain_text_and_no_parse_mode() throws IOException {
        var telegram = new Telegram("123:ABC", "-100", URI.create("https://t.example.org/base/"), "{host} {reclaimed}");
        var request = telegram.request(message(failing("b1", "rc=1: <b>*no*</b> & _such_ [thing](x)")));
        assertThat(request.url()).hasToString("https://t.example.org/base/bot123:ABC/sendMessage");
        var body = body(request);
        assertThat(body.get("chat_id").asText()).isEqualTo("-100");
        assertThat(body.get("text").asText()).endsWith("on b1: rc=1: <b>*no*</b> & _such_ [thing](x)");
        assertThat(body.has("parse_mode")).isFalse();
    }

    @Test
    void the_message_setting_is_the_text_for_what_was_reclaimed_and_only_for_that() throws IOException {
        var telegram = new Telegram("1:A", "1", API, "Кэш на {host}: {reclaimed}, until={until}");
        var text = body(telegram.request(message(reclaimed("b2"), failing("b1", "rc=1: no"))));
        assertThat(text.get("text").asText())
                .isEqualTo("Build cache pruning fails on b1: rc=1: no\nКэш на b2: 1 GB, until=24h");
    }

    @Test
    void slack_gets_its_three_characters_escaped() throws IOException {
        var body = body(slack(SECRET).request(message(failing("b1", "rc=1: <!channel> & <https://x|y> &amp;"))));
        assertThat(body.properties()).hasSize(1);
        assertThat(body.get("text").asText())
                .endsWith("on b1: rc=1: &lt;!channel&gt; &amp; &lt;https:\u200B//x|y&gt; &amp;amp;");
    }

    @ParameterizedTest
    @CsvSource({
        "prune@here: no, prune@\u200Bhere: no",
        "@channel @everyone, @\u200Bchannel @\u200Beveryone",
        "@all!, @\u200Ball!",
    })
    void a_host_cannot_wake_up_a_whole_channel(String error, String shown) throws IOException {
        var body = body(slack(SECRET).request(message(failing("b1", error))));
        assertThat(body.get("text").asText()).endsWith("on b1: " + shown);
    }

    @Test
    void a_flood_fits_into_one_message() throws IOException {
        var all = IntStream.range(0, 2000)
                .mapToObj(i -> failing("build-" + i, "rc=1: <" + "&".repeat(190) + ">"))
                .reduce(Digest.EMPTY, Digest::with, (one, other) -> other);
        assertThat(body(slack(SECRET).request(all)).get("text").asText())
                .hasSizeLessThanOrEqualTo(2000)
                .endsWith("more");
        var telegram = new Telegram("1:A", "1", API, "{host}");
        assertThat(body(telegram.request(all)).get("text").asText())
                .hasSizeLessThanOrEqualTo(4096)
                .endsWith("more");
        var json = body(webhook(Optional.empty()).request(all));
        assertThat(json.get("events")).hasSize(Digest.LIMIT);
        assertThat(json.get("more").asInt()).isEqualTo(2000 - Digest.LIMIT);
    }

    @Test
    void a_webhook_gets_the_whole_event() throws IOException {
        var body = body(
                webhook(Optional.empty()).request(message(failing("b1", "rc=255: \"no\" <route>"), reclaimed("b2"))));
        assertThat(body).isEqualTo(new ObjectMapper().readTree("""
                                {"events": [
                                  {"event": "failing", "host": "b1", "failures_in_a_row": 1,
                                   "text": "Build cache pruning fails on b1: rc=255: \\"no\\" <route>",
                                   "run": {"started_at": "2026-01-01T00:00:00.000Z", "ended_at": "2026-01-01T00:00:01.500Z",
                                           "duration_s": 1.5, "outcome": "failed", "failure": "host-unreachable",
                                           "exit_code": 255, "reclaimed_bytes": null, "reclaimed": null,
                                           "error": "rc=255: \\"no\\" <route>", "details": null, "chains_bytes": null, "rungs": null, "remains": null}},
                                  {"event": "reclaimed", "host": "b2", "until": "24h",
                                   "text": "Build cache pruned on b2: 1 GB reclaimed (until=24h).",
                                   "run": {"started_at": "2026-01-01T00:00:00.000Z", "ended_at": "2026-01-01T00:00:01.500Z",
                                           "duration_s": 1.5, "outcome": "succeeded", "failure": null,
                                           "exit_code": 0, "reclaimed_bytes": 1000000000, "reclaimed": "1 GB",
                                           "error": null, "details": null, "chains_bytes": null, "rungs": null, "remains": null}}],
                                 "more": 0}
                                """));
    }

    /** The example in GitHub's documentation, "Validating webhook deliveries". */
    @Test
    void a_signature_is_the_one_that_others_compute() {
        assertThat(JsonWebhook.signature("It's a Secret to Everybody", "Hello, World!"))
                .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    @Test
    void without_a_secret_nothing_is_signed() {
        var request = webhook(Optional.empty()).request(message(reclaimed("b1")));
        assertThat(request.headers()).doesNotContainKey(JsonWebhook.SIGNATURE);
    }

    @Test
    void an_address_keeps_its_path_its_query_and_its_login() {
        var request = slack(SECRET).request(message(reclaimed("b1")));
        assertThat(request.url())
                .hasToString("https://hooks.example.org/services/T0001/a-secret-part?key=a%2Dsecret-key");
        assertThat(request.headers()).containsEntry("Authorization", "Basic b3BzOnBAc3Mtd29yZA==");
        assertThat(request.toString()).isEqualTo("JsonPost[https://hooks.example.org/***]");
        assertThat(slack("http://h:81").request(message(reclaimed("b1"))).url()).hasToString("http://h:81/");
        assertThat(slack("http://[::1]/ä?ö").request(message(reclaimed("b1"))).url())
                .hasToString("http://[::1]/%C3%A4?%C3%B6");
        assertThat(slack("http://me@h").request(message(reclaimed("b1"))).headers())
                .containsEntry("Authorization", "Basic bWU6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "POST /services/T0001/a-secret-part?key=a%2Dsecret-key HTTP/1.1",
                "no such hook: a-secret-part",
                "{\"path\": \"\\/services\\/T0001\\/a-secret-part\"}",
                "the key a-secret-key is wrong",
                "the key a%2Dsecret-key is wrong",
                "ops:p@ss-word may not",
                "password p%40ss-word",
                "password p@ss-word",
                "Authorization: Basic b3BzOnBAc3Mtd29yZA==",
                "signed with s3cret!",
                "hidden by a colour: a-sec\u001B[0mret-part"
            })
    void what_a_failure_quotes_of_a_secret_is_not_shown(String text) {
        assertThat(Secrets.hidden(text, webhook(Optional.of("s3cret!")).secrets()))
                .contains("***")
                .doesNotContain("secret-", "ss-word", "b3BzOnB", "s3cret");
    }

    @Test
    void what_a_failure_quotes_of_a_token_is_not_shown() {
        var secrets = new Telegram("123:AAF-x_y", "1", API, "{host}").secrets();
        assertThat(Secrets.hidden("/bot123:AAF-x_y/send, 123%3AAAF-x_y", secrets))
                .isEqualTo("/bot***/send, 123%3A***");
        assertThat(Secrets.hidden("b abc", new Telegram("abc", "1", API, "{host}").secrets()))
                .isEqualTo("b ***");
        assertThat(Secrets.hidden("plain", new Telegram("1:", "1", API, "{host}").secrets()))
                .isEqualTo("plain");
    }

    @Test
    void no_settings_show_a_secret() {
        var channels = List.of(
                Channel.of("a", new Telegram("123:AAF-x_y", "-100200", API, "{host}")),
                Channel.of("b", slack(SECRET)),
                Channel.of("c", webhook(Optional.of("s3cret!"))));
        assertThat(new NotifySettings(channels, Map.of()).toString())
                .contains("-100200", "hooks.example.org")
                .doesNotContain("AAF", "secret-", "ss-word", "s3cret", "T0001");
        assertThat(channels.get(2).summary())
                .isEqualTo("c (webhook) of failing, refused, recovered, reclaimed on all hosts, in digests of 60 s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h/x",
                "hooks.example.org/x",
                "http:///x",
                "http://h/x#y",
                "mailto:a@b",
                "http://h:70000/",
                "http://h:0/"
            })
    void an_address_that_is_none_is_refused_and_not_shown(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WebhookUrl(URI.create(url)))
                .withMessageNotContaining(url);
        assertThatIllegalArgumentException().isThrownBy(() -> new Telegram("1:A", "1", URI.create(url), "{host}"));
    }

    @Test
    void settings_that_cannot_work_are_refused() {
        for (Runnable wrong : List.<Runnable>of(
                () -> new Telegram("a/b", "1", API, "{host}"),
                () -> new Telegram("1:A", "me", API, "{host}"),
                () -> new Telegram("1:A", "1", URI.create("https://u@h"), "{host}"),
                () -> new Telegram("1:A", "1", API, "{hots}"),
                () -> webhook(Optional.of("")),
                () -> Channel.of("a b", slack("http://h")),
                () -> Channel.of("", slack("http://h")),
                () -> new Channel("a", slack("http://h"), Set.of(), Set.of(), Delivery.atOnce()),
                () -> new NotifySettings(
                        List.of(Channel.of("a", slack("http://h")), Channel.of("a", slack("http://i"))), Map.of()),
                () -> Delivery.inDigests(Delivery.LONGEST_DIGEST.plusMillis(1)),
                () -> Delivery.inDigests(Delivery.DIGEST.negated()))) {
            assertThatIllegalArgumentException().isThrownBy(wrong::run);
        }
    }

    private static SlackWebhook slack(String url) {
        return new SlackWebhook(new WebhookUrl(URI.create(url)));
    }

    private static JsonWebhook webhook(Optional<String> secret) {
        return new JsonWebhook(new WebhookUrl(URI.create(SECRET)), secret);
    }

    private static Alert failing(String host, String error) {
        return new Alert.Failing(host, Given.failed(error), 1);
    }

    private static Alert reclaimed(String host) {
        return new Alert.Reclaimed(host, Given.succeeded(Given.GB), Given.GB, Optional.of(new Age("24h")));
    }

    private static Digest message(Alert... alerts) {
        return new Digest(List.of(alerts), 0);
    }

    private static JsonNode body(JsonPost request) throws IOException {
        return new ObjectMapper().readTree(request.json());
    }
}
