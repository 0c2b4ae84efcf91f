package dev.orchestrator.buildcache.notify;

import java.time.Duration;
import java.util.Optional;

/**
 * What a service responded to a message.
 *
 * @param status of HTTP
 * @param retryAfter how long the service asks us to wait before the next request
 * @param text the body; empty if the message was accepted, or if the body was cut off or longer than the limit
 */
record Response(int status, Optional<Duration> retryAfter, String text) {

    /** In bytes. */
    static final int TEXT_LIMIT = 16 * 1024;

    boolean isAccepted() {
        return status >= 200 && status < 300;
    }

    /** Whether the service may accept the same message later: it is overloaded or broken. */
    boolean isRetryable() {
        return status == 429 || status >= 500;
    }

    Response withText(String text) {
        return new Response(status, retryAfter, text);
    }
}
