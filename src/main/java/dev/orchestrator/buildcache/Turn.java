package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import java.util.Optional;

/** A pruner's turn to run: asked for, waited for in line with others, and given back. Without others it comes at once. */
final class Turn {
    private final Optional<ActorRef<Places.Command>> places;
    private final ActorRef<Pruner.Command> pruner;
    private final ActorRef<Places.Granted> replyTo;

    private boolean waiting;
    private long ticket;

    Turn(Optional<ActorRef<Places.Command>> places, ActorRef<Pruner.Command> pruner, ActorRef<Places.Granted> replyTo) {
        this.places = places;
        this.pruner = pruner;
        this.replyTo = replyTo;
    }

    boolean isWaiting() {
        return waiting;
    }

    /** Returns whether it has come already. */
    boolean seek() {
        waiting = places.isPresent();
        ticket++;
        places.ifPresent(p -> p.tell(new Places.Take(pruner, ticket, replyTo)));
        return !waiting;
    }

    /** Returns whether it has come; a ticket from before the line was last left says nothing. */
    boolean comes(Places.Granted granted) {
        boolean comes = waiting && granted.ticket() == ticket;
        waiting &= !comes;
        return comes;
    }

    /** Gives it back, or leaves the line. */
    void leave() {
        waiting = false;
        places.ifPresent(p -> p.tell(new Places.Leave(pruner)));
    }
}
