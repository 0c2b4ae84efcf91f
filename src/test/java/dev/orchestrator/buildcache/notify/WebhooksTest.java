package dev.orchestrator.buildcache.notify;

import static dev.orchestrator.buildcache.notify.RealChannels.failed;
import static dev.orchestrator.buildcache.notify.RealChannels.next;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What webhooks receive over HTTP. */
class WebhooksTest extends ToService {
    @Test
    void a_slack_webhook_gets_the_text() throws Exception {
        channels.notifier(RealChannels.slack("slack", service)).tell(failed("b1", "rc=1: <no> & no"));
        var request = next(service);
        assertThat(request.path()).isEqualTo(RealChannels.PATH);
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Basic b3BzOnNlY3JldC13b3Jk");
        assertThat(request.text())
                .isEqualTo("{\"text\":\"Build cache pruning fails on b1: rc=1: &lt;no&gt; &amp; no\"}");
        channels.awaitLog("INFO sent to slack: 1 failing");
    }

    @Test
    void a_signed_webhook_can_be_verified() throws Exception {
        var webhook = new JsonWebhook(new WebhookUrl(RealChannels.url(service)), Optional.of(RealChannels.KEY));
        channels.notifier(RealChannels.channel("json", webhook)).tell(failed("build-ä", "rc=1: “no”"));
        var request = next(service);
        assertThat(request.headers().getFirst("X-Signature-256"))
                .isEqualTo("sha256=" + hmac(RealChannels.KEY, request.body()));
        var event = new ObjectMapper().readTree(request.body()).at("/events/0");
        assertThat(event.get("event").asText()).isEqualTo("failing");
        assertThat(event.get("host").asText()).isEqualTo("build-ä");
        assertThat(event.at("/run/error").asText()).isEqualTo("rc=1: “no”");
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
}
