package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What a {@link Pruner} shares with others, or keeps from being in step with them.
 *
 * @param clock tells the time; the timers are Akka's
 * @param listener is told about every change
 * @param places where to ask for a place before a run; empty: runs start as they are due
 * @param startDelay how long after the start the first run is due, where the schedule leaves that open
 * @param stretch draws by which fraction, 0 or more, the next interval is to be longer
 */
public record Surroundings(
        InstantSource clock,
        ActorRef<Pruner.Changed> listener,
        Optional<ActorRef<Places.Command>> places,
        Duration startDelay,
        DoubleSupplier stretch) {

    /** Nothing is shared: the first run is due at once, and the interval is as it is set. */
    static Surroundings alone(InstantSource clock, ActorRef<Pruner.Changed> listener) {
        return new Surroundings(clock, listener, Optional.empty(), Duration.ZERO, () -> 0);
    }
}
