package dev.orchestrator.buildcache.settings;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Problems of the settings, in the order they were found. A problem that several hosts inherit is listed once. */
final class Problems {
    private final Set<String> all = new LinkedHashSet<>();

    void add(String problem) {
        all.add(problem);
    }

    /** @throws InvalidSettings if there is any problem */
    void throwIfAny() throws InvalidSettings {
        if (!all.isEmpty()) {
            throw new InvalidSettings(List.copyOf(all));
        }
    }
}
