package dev.orchestrator.buildcache.http;

import java.time.Duration;

/**
 * Where the status is served.
 *
 * @param networkInterface the name or address to listen on
 * @param port 0 to 65535; 0 is any free one
 * @param askTimeout how long a route waits for the pruner
 */
public record HttpSettings(String networkInterface, int port, Duration askTimeout) {
    /** Akka HTTP itself gives up on a request after 20 s; an error of ours must come before. */
    public static final Duration MAX_ASK_TIMEOUT = Duration.ofSeconds(15);
}
