package dev.orchestrator.buildcache.settings;

import java.util.List;

/** Thrown for invalid settings, with all problems, not only the first. */
public final class InvalidSettings extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidSettings(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line per problem: the key, its value unless that is a secret, where it was set, and what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
