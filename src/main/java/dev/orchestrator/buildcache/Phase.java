package dev.orchestrator.buildcache;

import java.time.Instant;

/** What a {@link Pruner} is doing. */
sealed interface Phase {
    /** No run is in progress, and none is waiting. */
    enum Idle implements Phase {
        INSTANCE
    }

    /**
     * A run is due and waits for a permit.
     *
     * @param request number of the request for it; a permit with any other number belongs to an abandoned request
     */
    record WaitingForPermit(long request) implements Phase {}

    /**
     * A run is in progress.
     *
     * @param start time of the decision to run
     */
    record Running(Instant start) implements Phase {}
}
