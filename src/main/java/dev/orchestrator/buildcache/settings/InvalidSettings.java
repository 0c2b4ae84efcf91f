package dev.orchestrator.buildcache.settings;

import java.util.List;

/** Settings that can't be used: all that is wrong with them, not only the first. */
public final class InvalidSettings extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidSettings(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** A line for each: the key, its value unless that is a secret, and what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
