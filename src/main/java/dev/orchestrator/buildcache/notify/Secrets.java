package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.value.OneLine;
import java.util.Collection;
import java.util.Comparator;

/** Keeps secrets out of what is shown. */
final class Secrets {
    private static final int SHOWN = 200;

    private Secrets() {}

    /** The text on one line of some 200 characters, with {@code ***} in the place of each secret. */
    static String hidden(String text, Collection<String> secrets) {
        // One line first: what is invisible in a text could part a secret in two.
        String hidden = OneLine.of(text, Answer.TEXT_LIMIT);
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
