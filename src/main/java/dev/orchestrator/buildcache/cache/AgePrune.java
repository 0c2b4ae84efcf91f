package dev.orchestrator.buildcache.cache;

import java.time.Instant;
import java.util.Set;

/**
 * A prune by age that was carried out.
 *
 * @param cutoff the engine's time before it, minus the age
 * @param before the engine's time just before it
 * @param after the engine's time just after it
 * @param removed the ids that Docker printed as removed
 */
public record AgePrune(Instant cutoff, Instant before, Instant after, Set<String> removed) {
    public AgePrune {
        removed = Set.copyOf(removed);
    }
}
