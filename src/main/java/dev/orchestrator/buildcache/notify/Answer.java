package dev.orchestrator.buildcache.notify;

import java.time.Duration;
import java.util.Optional;

/**
 * What a service says to a message.
 *
 * @param status of HTTP
 * @param retryAfter how long it wants to be left alone
 * @param text that came with it; empty if the message was taken
 */
record Answer(int status, Optional<Duration> retryAfter, String text) {
    static final int TEXT_LIMIT = 16 * 1024;

    boolean isTaken() {
        return status >= 200 && status < 300;
    }

    /** Whether the same message may be taken later: the service is overloaded or broken. */
    boolean isPassing() {
        return status == 429 || status >= 500;
    }
}
