package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.HostEvent.RunEnded;
import java.util.Optional;

/**
 * What a host's runs show about its condition.
 *
 * @param failuresInARow consecutive runs that failed or hit their time limit, up to the latest run
 * @param latest the latest run that was not skipped; a skipped one shows neither a recovery nor another failure
 */
record Watch(int failuresInARow, Optional<RunEnded> latest) {
    static final Watch NEW = new Watch(0, Optional.empty());

    Watch after(RunEnded ended) {
        return switch (ended.run().outcome().kind()) {
            case FAILED, UNKNOWN -> new Watch(failuresInARow + 1, Optional.of(ended));
            case SKIPPED -> this;
            case SUCCEEDED, UNCONFIRMED, REFUSED -> new Watch(0, Optional.of(ended));
        };
    }
}
