package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.cache.Closure;
import dev.orchestrator.buildcache.cache.Share;
import dev.orchestrator.buildcache.cache.Stay;
import dev.orchestrator.buildcache.docker.Age;
import java.util.Map;
import java.util.Optional;

/**
 * What a run would remove from the build cache at this moment, and what stays. Sizes are those of the engine's listing, which
 * has three digits of each. What leaves the cache is not what the disk gets back.
 *
 * @param until the age; empty for any
 * @param all whether records go that are internal, or shared with images
 * @param takes what goes
 * @param atLeast what goes on an engine that leaves chains behind, if they are not completed; else the same as {@code takes}
 * @param stays what stays, by reason; a reason that no record has is left out
 */
public record Preview(Optional<Age> until, boolean all, Share takes, Share atLeast, Map<Stay, Share> stays) {
    public Preview {
        stays = Map.copyOf(stays);
    }

    /** All that there is. */
    public Share cache() {
        return stays.values().stream().reduce(takes, Share::plus);
    }

    static Preview of(Optional<Age> until, boolean all, Closure closure, boolean isCompleted) {
        var takes = closure.total();
        return new Preview(until, all, takes, isCompleted ? takes : closure.firstRound(), closure.staying());
    }
}
