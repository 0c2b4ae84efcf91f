package dev.orchestrator.buildcache.notify;

import java.time.Duration;
import java.util.Optional;

/**
 * How a channel's messages go out.
 *
 * @param digest what happens within this time goes out as one message; zero: at once. A day at most
 * @param tries how often a message is tried before it is given up, 1 to 10
 * @param firstWait before the second try; before each later one it is twice as long
 * @param limit of one try, from the connection to the answer
 * @param queue how many messages may wait for the one that is under way, 1 or more
 */
public record Delivery(Duration digest, int tries, Duration firstWait, Duration limit, int queue) {
    public static final Duration DIGEST = Duration.ofMinutes(1);
    public static final Duration LONGEST_DIGEST = Duration.ofDays(1);

    /** Whoever asks to be left alone for longer is tried again after this all the same. */
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

    /** Five tries: at once, and after 5, 10, 20 and 40 s more. */
    public static Delivery inDigests(Duration digest) {
        return new Delivery(digest, 5, FIRST_WAIT, LIMIT, QUEUE);
    }

    /** Each message at once, and only once. */
    public static Delivery atOnce() {
        return new Delivery(Duration.ZERO, 1, FIRST_WAIT, LIMIT, QUEUE);
    }

    /**
     * How long to wait for the next try.
     *
     * @param tried how often the message was tried, 1 or more
     * @param retryAfter what the service asks for
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
