package dev.orchestrator.buildcache.cache;

import java.util.Locale;

/** Why a record stays when a prune by age is over. Where several hold, the first of them. */
public enum Stay {
    /** A build or the engine was using it. */
    IN_USE,
    /** It was last used after the cutoff. */
    YOUNGER,
    /** An image has it too; a prune with {@code all} may take it. */
    SHARED,
    /** The engine's own; a prune with {@code all} may take it. */
    INTERNAL,
    /** Another record that stays builds on it. */
    NEEDED;

    /** Its name in JSON, such as {@code in-use}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
