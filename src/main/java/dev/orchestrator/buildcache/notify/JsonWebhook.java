package dev.orchestrator.buildcache.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A program that receives alerts as JSON: see {@link AlertJson}.
 *
 * @param secret the key that signs each body, so that the receiver can verify the sender; never shown
 */
public record JsonWebhook(WebhookUrl url, Optional<String> secret) implements Service {

    /** {@code sha256=} and the HMAC-SHA256 of the body, in hexadecimal, as in GitHub's webhooks. */
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
    public JsonPost request(Digest message) {
        var post = url.post(AlertJson.of(message).toString());
        var headers = new HashMap<>(post.headers());
        secret.ifPresent(key -> headers.put(SIGNATURE, "sha256=" + signature(key, post.json())));
        return new JsonPost(post.url(), headers, post.json());
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
