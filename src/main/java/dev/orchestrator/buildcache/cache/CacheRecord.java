package dev.orchestrator.buildcache.cache;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One record of the build cache, as Docker lists it ({@code docker system df -v}; docker/cli, {@code
 * cli/command/formatter/buildcache.go}).
 *
 * @param id 1 to 64 characters, without the listing's mark of a record in use
 * @param type such as {@code regular}, {@code source.local}, {@code exec.cachemount}, {@code internal} or {@code frontend}
 * @param parents the ids of the records that it builds on; some may not be in the listing
 * @param inUse by a build, or otherwise by the engine, at the time of the listing
 * @param shared with an image: pruned only together with {@code all}
 * @param created by the engine's clock
 * @param lastUsed by the engine's clock; empty if it was never used
 * @param uses how often it was used; 0 or more
 */
public record CacheRecord(
        String id,
        String type,
        List<String> parents,
        boolean inUse,
        boolean shared,
        Amount size,
        Instant created,
        Optional<Instant> lastUsed,
        int uses) {

    public CacheRecord {
        parents = List.copyOf(parents);
    }

    /** Whether the engine uses it for itself: pruned only together with {@code all}. */
    public boolean isInternal() {
        // moby/buildkit, cache/manager.go: what it leaves alone unless all is asked for.
        return type.equals("internal") || type.equals("frontend");
    }

    /** Whether all but the last use and the number of uses is as in another listing. */
    boolean isButForUse(CacheRecord earlier) {
        return equals(new CacheRecord(
                earlier.id,
                earlier.type,
                earlier.parents,
                earlier.inUse,
                earlier.shared,
                earlier.size,
                earlier.created,
                lastUsed,
                uses));
    }
}
