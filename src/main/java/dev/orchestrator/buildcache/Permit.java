package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;

/** Leave to run, of a limited number for all hosts: the messages between a {@link Pruner} and what hands permits out. */
public interface Permit {

    sealed interface Command {}

    /**
     * Asks for a permit, and waits for it in line. A holder that asks again changes nothing.
     *
     * @param holder who is to have it; it loses the permit when it stops
     * @param request comes back with the permit, so that a holder who no longer waits can tell
     * @param replyTo is told once the permit is there
     */
    record Acquire(ActorRef<?> holder, long request, ActorRef<Granted> replyTo) implements Command {}

    /** Gives the permit back, or leaves the line. */
    record Release(ActorRef<?> holder) implements Command {}

    /** The reply to {@link Acquire}. */
    record Granted(long request) {}
}
