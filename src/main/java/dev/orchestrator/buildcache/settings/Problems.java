package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.value.OneLine;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Problems of the settings, in the order they were found. A problem that several hosts inherit is listed once. */
final class Problems {
    /** Longer than any problem with a name and a value of usual length. */
    private static final int SHOWN = 1_000;

    private final Set<String> all = new LinkedHashSet<>();

    /** Names of keys and files in it may be anything; they are shortened and put on one line. */
    void add(String problem) {
        all.add(OneLine.of(problem, SHOWN));
    }

    /** @throws InvalidSettings if there is any problem */
    void throwIfAny() throws InvalidSettings {
        if (!all.isEmpty()) {
            throw new InvalidSettings(List.copyOf(all));
        }
    }
}
