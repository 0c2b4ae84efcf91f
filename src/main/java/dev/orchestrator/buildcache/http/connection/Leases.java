package dev.orchestrator.buildcache.http.connection;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All connections. A new one is always accepted: if there are too many, another ends for it, so that nobody can hold them
 * all. First those without a request, then those whose request is the oldest.
 */
final class Leases {
    private static final Comparator<Lease> FIRST_TO_END = Comparator.comparing(Lease::isInUse)
            .thenComparing(Comparator.comparingLong(Lease::age).reversed());

    private final ConnectionLimits limits;
    private final Set<Lease> leases = new LinkedHashSet<>();

    Leases(ConnectionLimits limits) {
        this.limits = limits;
    }

    synchronized void add(Lease lease) {
        if (!lease.peer().isLoopbackAddress()) {
            makeRoom(leases.stream().filter(other -> other.peer().equals(lease.peer())), limits.perAddress());
        }
        makeRoom(leases.stream(), limits.connections());
        leases.add(lease);
    }

    private void makeRoom(Stream<Lease> among, int limit) {
        var present = among.toList();
        if (present.size() >= limit) {
            present.stream().min(FIRST_TO_END).ifPresent(this::end);
        }
    }

    /** It has ended by itself. */
    synchronized void remove(Lease lease) {
        leases.remove(lease);
    }

    synchronized int size() {
        return leases.size();
    }

    synchronized void endOverdue() {
        List.copyOf(leases).stream()
                .filter(lease -> lease.isOverdue(limits.head(), limits.silence()))
                .forEach(this::end);
    }

    /**
     * Ends those without a request, an idle one only after what it has been answered is sent.
     *
     * @return whether any is left
     */
    synchronized boolean endUnused() {
        for (var lease : List.copyOf(leases)) {
            if (lease.isIdle()) {
                lease.finish();
            } else if (!lease.isInUse()) {
                end(lease);
            }
        }
        return !leases.isEmpty();
    }

    synchronized void endAll() {
        List.copyOf(leases).forEach(this::end);
    }

    private void end(Lease lease) {
        leases.remove(lease);
        lease.end();
    }
}
