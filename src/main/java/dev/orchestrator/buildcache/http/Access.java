package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.optionalHeaderValueByName;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import akka.pattern.Patterns;
import dev.orchestrator.buildcache.http.metrics.Counter;
import dev.orchestrator.buildcache.http.response.Responses;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Who may read and who may control: by a bearer token (RFC 6750), compared in constant time. A wrong one is counted, and
 * its response comes late; nothing else waits for that.
 */
final class Access {
    private static final String SCHEME = "bearer ";
    private static final String CHALLENGE = "Bearer realm=\"build-cache-pruner\"";

    /** Of the response to a wrong token. */
    static final Duration DELAY = Duration.ofMillis(500);

    private final AtomicLong failures = new AtomicLong();
    private final ActorSystem<?> system;
    private final Optional<byte[]> digest;
    private final boolean protectsReads;

    Access(HttpSettings settings, ActorSystem<?> system) {
        this.system = system;
        this.digest = settings.token().map(Access::sha256);
        this.protectsReads = settings.protect() == HttpSettings.Protect.ALL;
    }

    /** False if no token is set: then nobody may control. */
    boolean isControllable() {
        return digest.isPresent();
    }

    /** Responses to a wrong token. A missing one is none: the page looks first whether it needs one. */
    Counter failures() {
        return new Counter("failed_logins", "Requests with a wrong token.", failures::get);
    }

    Route toRead(Supplier<Route> inner) {
        return protectsReads ? withToken(inner) : inner.get();
    }

    Route toControl(Supplier<Route> inner) {
        return isControllable()
                ? withToken(inner)
                : complete(Responses.error(
                        StatusCodes.FORBIDDEN,
                        "control is disabled; to enable it, set http.token" + " (ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN)"));
    }

    private Route withToken(Supplier<Route> inner) {
        return optionalHeaderValueByName("Authorization", header -> {
            var shown = header.filter(h -> h.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                    .map(h -> h.substring(SCHEME.length()).strip());
            if (shown.isEmpty()) {
                return complete(unauthorized(CHALLENGE, "a token is required: Authorization: Bearer <token>"));
            }
            return MessageDigest.isEqual(sha256(shown.get()), digest.orElseThrow()) ? inner.get() : wrongToken();
        });
    }

    private Route wrongToken() {
        failures.incrementAndGet();
        return completeWithFuture(Patterns.after(
                DELAY,
                system.classicSystem().scheduler(),
                system.executionContext(),
                () -> CompletableFuture.completedStage(
                        unauthorized(CHALLENGE + ", error=\"invalid_token\"", "the token is wrong"))));
    }

    private static HttpResponse unauthorized(String challenge, String error) {
        return Responses.error(StatusCodes.UNAUTHORIZED, error)
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
