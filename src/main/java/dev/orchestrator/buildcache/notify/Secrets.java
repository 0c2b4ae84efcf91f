package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.value.OneLine;
import java.util.Collection;
import java.util.Comparator;

/** Removes secrets from texts that are shown. */
final class Secrets {
    private static final int SHOWN = 200;

    private Secrets() {}

    /** The text as one line of at most 200 characters, with {@code ***} instead of each secret. */
    static String hidden(String text, Collection<String> secrets) {
        // One line first: an invisible character could split a secret in two.
        String hidden = OneLine.of(text, Response.TEXT_LIMIT);
        var longestFirst = secrets.stream()
                .filter(secret -> secret.length() > 1)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        for (String secret : longestFirst) {
            hidden = hidden.replace(secret, "***");
        }
        return OneLine.of(hidden, SHOWN);
    }
}
