package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;

/** Permission to run; the number is limited for all hosts together. These are the messages between a {@link Pruner} and
 * the actor that grants permits. */
public interface Permit {

    sealed interface Command {}

    /**
     * Requests a permit; requests are granted first come, first served, those of hosts that were cut off last. A repeated
     * request has no effect.
     *
     * @param holder the actor that needs it; when it stops, the permit is released
     * @param request returned with the permit, so that the holder can recognize an abandoned request
     * @param cutOff whether the holder's last run was ended by a time limit: it may hold a permit for long again
     * @param replyTo receives {@link Granted} once a permit is available
     */
    record Acquire(ActorRef<?> holder, long request, boolean cutOff, ActorRef<Granted> replyTo) implements Command {}

    /** Releases the permit, or cancels the request for one. */
    record Release(ActorRef<?> holder) implements Command {}

    /** The reply to {@link Acquire}. */
    record Granted(long request) {}
}
