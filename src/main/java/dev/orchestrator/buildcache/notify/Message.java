package dev.orchestrator.buildcache.notify;

import java.util.ArrayList;
import java.util.List;

/**
 * A message on its way through a {@link Sender}.
 *
 * @param alerts all that it tells of, also those that the digest only counts
 */
record Message(Digest digest, List<Alert> alerts) {
    static final Message EMPTY = new Message(Digest.EMPTY, List.of());

    Message {
        alerts = List.copyOf(alerts);
    }

    /** This message plus these alerts. */
    Message with(List<Alert> more) {
        var all = new ArrayList<>(alerts);
        all.addAll(more);
        return new Message(more.stream().reduce(digest, Digest::with, (one, other) -> other), all);
    }

    boolean isEmpty() {
        return alerts.isEmpty();
    }
}
