package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.run.Step;
import java.time.Instant;

/**
 * What a {@link Pruner} is doing.
 *
 * <p>A phase that waits for a reply has the number of its request. Only the reply with that number counts: any other
 * belongs to a request that was given up.
 */
sealed interface Phase {
    /** No run is under way, and none waits. */
    enum Idle implements Phase {
        INSTANCE
    }

    /** A run is due, and waits for a permit. */
    record WaitingForPermit(long request) implements Phase {}

    /**
     * A run is under way.
     *
     * @param start when it was decided on
     * @param step where it is; a command of this step has been sent
     * @param request the number of that command
     * @param timeIsUp whether the run's time limit has passed; then no further command is sent
     */
    record Running(Instant start, Step step, long request, boolean timeIsUp) implements Phase {
        Running at(Step next, long request) {
            return new Running(start, next, request, timeIsUp);
        }

        Running outOfTime() {
            return new Running(start, step, request, true);
        }
    }
}
