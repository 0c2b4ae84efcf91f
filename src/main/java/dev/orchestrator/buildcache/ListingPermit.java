package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import java.util.Optional;

/**
 * A host's permit to read a listing of a build cache, or to keep one that may be large: the number is limited for all hosts
 * together, since each may take megabytes. For one thread.
 */
final class ListingPermit {
    private enum Phase {
        NONE,
        WAITING,
        HELD
    }

    private final Optional<ActorRef<Permit.Command>> permits;
    private final ActorRef<?> holder;
    private final ActorRef<Permit.Granted> replies;
    private Phase phase = Phase.NONE;
    /** Negative, to be told from the requests for a run. */
    private long request;

    /**
     * @param permits grants them; empty if their number is not limited
     * @param replies receives the grants, which are passed to {@link #onGranted}
     */
    ListingPermit(Optional<ActorRef<Permit.Command>> permits, ActorRef<?> holder, ActorRef<Permit.Granted> replies) {
        this.permits = permits;
        this.holder = holder;
        this.replies = replies;
    }

    /**
     * Requests it, unless it is held.
     *
     * @return whether it is held
     */
    boolean acquire() {
        if (phase == Phase.NONE && permits.isPresent()) {
            phase = Phase.WAITING;
            permits.get().tell(new Permit.Acquire(holder, --request, false, replies));
        } else if (phase == Phase.NONE) {
            phase = Phase.HELD;
        }
        return phase == Phase.HELD;
    }

    /** @return whether that was waited for */
    boolean onGranted(Permit.Granted granted) {
        boolean isAwaited = phase == Phase.WAITING && granted.request() == request;
        if (isAwaited) {
            phase = Phase.HELD;
        }
        return isAwaited;
    }

    boolean isAwaited() {
        return phase == Phase.WAITING;
    }

    /** Gives it back, or stops waiting for it. */
    void release() {
        if (phase != Phase.NONE) {
            permits.ifPresent(to -> to.tell(new Permit.Release(holder)));
            phase = Phase.NONE;
        }
    }
}
