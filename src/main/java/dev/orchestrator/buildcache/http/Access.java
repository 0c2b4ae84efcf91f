package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.optionalHeaderValueByName;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.Supplier;

/** Who may do what: by a bearer token (RFC 6750), compared in a time that tells nothing about it. */
final class Access {
    private static final String SCHEME = "bearer ";
    private static final String CHALLENGE = "Bearer realm=\"build-cache-pruner\"";

    private final Optional<byte[]> digest;
    private final boolean protectsReads;

    Access(HttpSettings settings) {
        this.digest = settings.token().map(Access::sha256);
        this.protectsReads = settings.protect() == HttpSettings.Protect.ALL;
    }

    /** Whether anybody may control. */
    boolean isControllable() {
        return digest.isPresent();
    }

    Route toRead(Supplier<Route> inner) {
        return protectsReads ? withToken(inner) : inner.get();
    }

    Route toControl(Supplier<Route> inner) {
        return isControllable()
                ? withToken(inner)
                : complete(Answers.error(
                        StatusCodes.FORBIDDEN,
                        "control is switched off: to switch it on, set http.token"
                                + " (ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN)"));
    }

    private Route withToken(Supplier<Route> inner) {
        return optionalHeaderValueByName("Authorization", header -> {
            var shown = header.filter(h -> h.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                    .map(h -> h.substring(SCHEME.length()).strip());
            if (shown.isEmpty()) {
                return complete(unauthorized(CHALLENGE, "this needs a token: Authorization: Bearer <token>"));
            }
            return MessageDigest.isEqual(sha256(shown.get()), digest.orElseThrow())
                    ? inner.get()
                    : complete(unauthorized(CHALLENGE + ", error=\"invalid_token\"", "the token is wrong"));
        });
    }

    private static HttpResponse unauthorized(String challenge, String error) {
        return Answers.error(StatusCodes.UNAUTHORIZED, error)
                .addHeader(RawHeader.create("WWW-Authenticate", challenge));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
