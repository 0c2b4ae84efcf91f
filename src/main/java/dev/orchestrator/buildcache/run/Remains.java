package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.cache.Share;
import dev.orchestrator.buildcache.cache.Stay;
import dev.orchestrator.buildcache.docker.Age;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why a run removed nothing or little, or what it left that it could have removed. Sizes are those of the engine's listing,
 * before the run.
 *
 * @param reason the main one
 * @param text the same in a sentence, without a full stop
 * @param stays what stayed, by reason; a reason that no record has is left out
 * @param younger a younger age that would have taken more; empty if none was looked for or found
 * @param withAll what {@code all} would have taken beyond; empty if nothing, or if the run had it
 */
public record Remains(
        Reason reason, String text, Map<Stay, Share> stays, Optional<Reach> younger, Optional<Share> withAll) {

    /** Why something stayed. */
    public enum Reason {
        /** There was no build cache. */
        EMPTY,
        YOUNGER,
        IN_USE,
        SHARED,
        INTERNAL,
        NEEDED,
        /** It was old enough, and a build used it during the run. */
        BUILDING,
        /** The engine had left it, and there was no time to remove it safely. */
        LEFT,
        /** The engine had left it, and doesn't remove just what is named, so nothing is named. */
        IDS_OFF,
        /** The cache was not listed, so nothing is known, and chains were not completed. */
        NOT_LISTED;

        /** Its name in JSON, such as {@code in-use}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What another age would have taken. */
    public record Reach(Age until, Share share) {}

    public Remains {
        stays = Map.copyOf(stays);
    }

    /** A reason that has no figures. */
    static Remains because(Reason reason, String text) {
        return new Remains(reason, text, Map.of(), Optional.empty(), Optional.empty());
    }

    static Remains notListed(String why) {
        return because(Reason.NOT_LISTED, "the build cache was not listed, so chains were not completed: " + why);
    }
}
