package dev.orchestrator.buildcache.notify;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Programs that take the whole event as JSON: see {@link NoticeJson}.
 *
 * @param secret with which each body is signed, so that the receiver can tell that it comes from us; never shown
 */
public record JsonWebhook(WebhookUrl url, Optional<String> secret) implements Service {

    /** {@code sha256=} and the HMAC-SHA256 of the body, in hexadecimal: the form that GitHub's webhooks have. */
    static final String SIGNATURE = "X-Signature-256";

    private static final String ALGORITHM = "HmacSHA256";

    /** @throws IllegalArgumentException if the secret is empty */
    public JsonWebhook {
        if (secret.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("the secret is empty");
        }
    }

    @Override
    public String type() {
        return "webhook";
    }

    @Override
    public URI server() {
        return url.url();
    }

    @Override
    public HttpRequest request(Digest message) {
        String body = NoticeJson.of(message).toString();
        var post = url.post(body);
        return secret.map(key -> post.addHeader(RawHeader.create(SIGNATURE, "sha256=" + signature(key, body))))
                .orElse(post);
    }

    static String signature(String secret, String body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public Set<String> secrets() {
        var secrets = new HashSet<>(url.secrets());
        secret.ifPresent(secrets::add);
        return secrets;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "JsonWebhook[url=" + url + ", signed=" + secret.isPresent() + "]";
    }
}
