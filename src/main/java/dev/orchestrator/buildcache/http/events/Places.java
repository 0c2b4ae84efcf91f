package dev.orchestrator.buildcache.http.events;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The places for subscribers, each a lease: whoever has had one for some time gives it back when somebody else needs it.
 * Its client reconnects and misses nothing, so nobody can hold all places for good.
 */
final class Places {
    private record Held(Optional<InetAddress> peer, Instant since) {}

    private final int limit;
    private final int perAddress;
    private final Duration lease;

    /** Oldest first. */
    private final Map<Subscriber, Held> held = new LinkedHashMap<>();

    /**
     * @param limit how many there are
     * @param perAddress how many of them for one address, unless that is a loopback address: behind it may be a proxy
     * @param lease after which one must be given back if it is needed
     */
    Places(int limit, int perAddress, Duration lease) {
        this.limit = limit;
        this.perAddress = perAddress;
        this.lease = lease;
    }

    /** Whether there is a place; if there must, somebody is ended for it. */
    boolean makeRoom(Optional<InetAddress> peer, Instant now) {
        var shared = peer.filter(address -> !address.isLoopbackAddress());
        return (shared.isEmpty() || makeRoom(perAddress, other -> other.peer.equals(shared), now))
                && makeRoom(limit, other -> true, now);
    }

    private boolean makeRoom(int limit, Predicate<Held> among, Instant now) {
        if (held.values().stream().filter(among).count() < limit) {
            return true;
        }
        var oldest = held.entrySet().stream()
                .filter(entry -> among.test(entry.getValue()))
                .findFirst()
                .filter(entry -> !entry.getValue().since.plus(lease).isAfter(now))
                .map(Map.Entry::getKey);
        oldest.ifPresent(subscriber -> {
            held.remove(subscriber);
            subscriber.end();
        });
        return oldest.isPresent();
    }

    void take(Subscriber subscriber, Optional<InetAddress> peer, Instant now) {
        held.put(subscriber, new Held(peer, now));
    }

    void giveBack(Subscriber subscriber) {
        held.remove(subscriber);
    }

    Iterable<Subscriber> subscribers() {
        return held.keySet();
    }

    boolean areFree() {
        return held.isEmpty();
    }
}
