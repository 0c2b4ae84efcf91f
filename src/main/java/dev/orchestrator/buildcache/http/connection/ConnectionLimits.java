package dev.orchestrator.buildcache.http.connection;

import java.time.Duration;

/**
 * @param connections how many there may be at once
 * @param perAddress how many of them from one address, unless that is a loopback address: behind it may be a proxy
 * @param head within which a request's head must have arrived, since the connection was opened or, on one that has had
 *     requests, since the head's first byte
 * @param silence after which a connection ends on which nothing moves
 */
public record ConnectionLimits(int connections, int perAddress, Duration head, Duration silence) {
    public static final ConnectionLimits USUAL =
            new ConnectionLimits(1024, 128, Duration.ofSeconds(10), Duration.ofMinutes(1));
}
