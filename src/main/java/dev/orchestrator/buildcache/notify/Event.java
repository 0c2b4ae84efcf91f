package dev.orchestrator.buildcache.notify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What people can be told about, most urgent first. */
public enum Event {
    /** So many runs in a row failed, or were cut off. */
    FAILING,
    /** The host must not be pruned. */
    REFUSED,
    /** A trouble that people were told of is over. */
    RECOVERED,
    /** A run reclaimed enough to be worth a message. */
    RECLAIMED;

    /** The word for settings, messages and docs, such as {@code failing}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Event> of(String word) {
        return Arrays.stream(values())
                .filter(event -> event.word().equals(word))
                .findFirst();
    }
}
