package dev.orchestrator.buildcache;

import java.time.Instant;

/** What a {@link Pruner} is doing. */
sealed interface Phase {
    /** No run is under way, and none waits. */
    enum Idle implements Phase {
        INSTANCE
    }

    /**
     * A run is due, and waits for a permit.
     *
     * @param request the number of the request for it; a permit with any other number belongs to a request that was
     *     given up
     */
    record WaitingForPermit(long request) implements Phase {}

    /**
     * A run is under way.
     *
     * @param start when it was decided on
     */
    record Running(Instant start) implements Phase {}
}
