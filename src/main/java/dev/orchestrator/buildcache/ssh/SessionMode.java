package dev.orchestrator.buildcache.ssh;

import java.util.Arrays;
import java.util.Optional;

/** How many connections a run of several commands makes. */
public enum SessionMode {
    /** One for the whole run, where the host can do that; else one for each command. */
    SHARED("shared"),
    /** One for each command. */
    SEPARATE("separate");

    private final String word;

    SessionMode(String word) {
        this.word = word;
    }

    /** The word as the settings have it. */
    public String word() {
        return word;
    }

    public static Optional<SessionMode> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }
}
