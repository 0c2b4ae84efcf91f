package dev.orchestrator.buildcache.http.connection;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/** One connection, and what it is being used for. Called from the connection's own stream, and from {@link Leases}. */
final class Lease {
    private enum Use {
        /** No byte of the next request yet. */
        IDLE,
        /** Part of a request's head may have arrived; so for a new connection. */
        HEAD,
        /** A request is being handled, or its response sent. */
        REQUEST
    }

    private final InetAddress peer;
    private final Runnable finish;
    private final Runnable end;
    private final LongSupplier nanos;
    private Use use = Use.HEAD;
    private long since;
    private long lastMoved;

    /**
     * @param finish takes no more requests, and ends the connection when all responses have been sent
     * @param end ends the connection at once
     * @param nanos a monotonic clock
     */
    Lease(InetAddress peer, Runnable finish, Runnable end, LongSupplier nanos) {
        this.peer = peer;
        this.finish = finish;
        this.end = end;
        this.nanos = nanos;
        since = nanos.getAsLong();
        lastMoved = since;
    }

    InetAddress peer() {
        return peer;
    }

    synchronized void received() {
        if (use == Use.IDLE) {
            becomes(Use.HEAD);
        }
        lastMoved = nanos.getAsLong();
    }

    synchronized void sent() {
        lastMoved = nanos.getAsLong();
    }

    synchronized void requested() {
        becomes(Use.REQUEST);
    }

    synchronized void answered() {
        becomes(Use.IDLE);
    }

    private void becomes(Use next) {
        use = next;
        since = nanos.getAsLong();
    }

    synchronized boolean isInUse() {
        return use == Use.REQUEST;
    }

    /** Whether requests have been answered and none follows. The last answer may be on its way still. */
    synchronized boolean isIdle() {
        return use == Use.IDLE;
    }

    /** In nanoseconds. */
    synchronized long age() {
        return nanos.getAsLong() - since;
    }

    synchronized boolean isOverdue(Duration head, Duration silence) {
        return (use == Use.HEAD && age() > head.toNanos()) || nanos.getAsLong() - lastMoved > silence.toNanos();
    }

    void finish() {
        finish.run();
    }

    void end() {
        end.run();
    }
}
