package dev.orchestrator.buildcache.run;

import java.util.Locale;

/** How a run ended. */
public enum Outcome {
    /** Docker reported what it removed, even if that was nothing. */
    SUCCEEDED,
    /** The command ended well but reported nothing: it can't be said whether anything was removed. */
    UNCONFIRMED,
    /** The command, or the way to it, failed. */
    FAILED,
    /** The time limit cut the run off; the host may still be pruning. */
    UNKNOWN,
    /** The host isn't Docker Engine, so nothing was pruned. */
    REFUSED,
    /** There was no host to run against. */
    SKIPPED;

    /** Whether the run failed or its end is unknown, so that another attempt may be worth it. */
    public boolean isTrouble() {
        return this == FAILED || this == UNKNOWN;
    }

    /** The word for status, logs and docs, such as {@code succeeded}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
