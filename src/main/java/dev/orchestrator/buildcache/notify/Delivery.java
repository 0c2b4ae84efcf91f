package dev.orchestrator.buildcache.notify;

import java.time.Duration;
import java.util.Optional;

/**
 * How a channel's messages are sent.
 *
 * @param digest alerts within this time are sent as one message; zero: each at once. One day at most
 * @param tries how often a message is sent before it is dropped, 1 to 10
 * @param firstWait time between the first two tries; it doubles with each further try
 * @param limit time limit of one try, from the connection to the end of the response
 * @param queue how many messages may wait behind the one being sent, 1 or more
 */
public record Delivery(Duration digest, int tries, Duration firstWait, Duration limit, int queue) {
    public static final Duration DIGEST = Duration.ofMinutes(1);
    public static final Duration LONGEST_DIGEST = Duration.ofDays(1);

    /** A longer {@code Retry-After} is shortened to this. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int QUEUE = 100;

    /** @throws IllegalArgumentException if a value is out of range */
    public Delivery {
        if (digest.isNegative() || digest.compareTo(LONGEST_DIGEST) > 0) {
            throw new IllegalArgumentException("the digest is not within 0 to 1 day");
        }
        if (tries < 1 || tries > 10 || queue < 1 || firstWait.isNegative() || limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("1 to 10 tries, a queue and a limit of more than 0, no wait under 0");
        }
    }

    /** Five tries, with 5, 10, 20 and 40 s between them. */
    public static Delivery inDigests(Duration digest) {
        return new Delivery(digest, 5, FIRST_WAIT, LIMIT, QUEUE);
    }

    /** Each alert at once, with the same tries. */
    public static Delivery atOnce() {
        return inDigests(Duration.ZERO);
    }

    /**
     * Returns the time until the next try.
     *
     * @param tried how many tries there were, 1 or more
     * @param retryAfter what the service asked for
     */
    Duration waitAfter(int tried, Optional<Duration> retryAfter) {
        var backoff = firstWait.multipliedBy(1L << (tried - 1));
        var asked = retryAfter.orElse(Duration.ZERO);
        return bounded(asked.compareTo(backoff) > 0 ? asked : backoff);
    }

    static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
