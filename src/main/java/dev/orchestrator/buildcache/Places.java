package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * So many places for runs, given out first come, first served. Whoever holds one gives it back; the place of one who
 * dies is free again.
 */
public final class Places extends AbstractBehavior<Places.Command> {

    public sealed interface Command {}

    /**
     * Asks for a place, and waits for it in line.
     *
     * @param holder who is to have it; asking again changes nothing
     * @param ticket comes back with the place, so that a holder who left the line meanwhile can tell
     * @param replyTo is told once the place is there
     */
    public record Take(ActorRef<?> holder, long ticket, ActorRef<Granted> replyTo) implements Command {}

    /** Gives the place back, or leaves the line. */
    public record Leave(ActorRef<?> holder) implements Command {}

    /** The reply to {@link Take}. */
    public record Granted(long ticket) {}

    private final int places;
    private final Set<ActorRef<?>> holders = new HashSet<>();
    private final Map<ActorRef<?>, Take> line = new LinkedHashMap<>();

    /** @param places 1 or more */
    public static Behavior<Command> create(int places) {
        if (places < 1) {
            throw new IllegalArgumentException("there must be at least one place");
        }
        // Not restarted: it would forget who holds a place.
        return Behaviors.supervise(Behaviors.<Command>setup(context -> new Places(context, places)))
                .onFailure(SupervisorStrategy.resume());
    }

    private Places(ActorContext<Command> context, int places) {
        super(context);
        this.places = places;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Take.class, this::onTake)
                .onMessage(Leave.class, leave -> onLeave(leave.holder))
                .onSignal(Terminated.class, gone -> onLeave(gone.getRef()))
                .build();
    }

    private Behavior<Command> onTake(Take take) {
        if (!holders.contains(take.holder)) {
            getContext().watch(take.holder);
            line.putIfAbsent(take.holder, take);
            giveOut();
        }
        return this;
    }

    private Behavior<Command> onLeave(ActorRef<?> holder) {
        if (holders.remove(holder) || line.remove(holder) != null) {
            getContext().unwatch(holder);
            giveOut();
        }
        return this;
    }

    private void giveOut() {
        var next = line.values().iterator();
        while (holders.size() < places && next.hasNext()) {
            var first = next.next();
            next.remove();
            holders.add(first.holder);
            first.replyTo.tell(new Granted(first.ticket));
        }
    }
}
