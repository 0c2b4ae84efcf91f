package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What a {@link Pruner} shares with others, and what keeps it out of step with them.
 *
 * @param clock tells the time; the timers are Akka's
 * @param subscriber is told every event
 * @param permits hands out a permit for each run; empty: runs start when they are due
 * @param startDelay how long after the start the first run is due, where the schedule leaves that open
 * @param jitter draws by which fraction, 0 or more, the next interval is longer
 */
public record Surroundings(
        InstantSource clock,
        ActorRef<HostEvent> subscriber,
        Optional<ActorRef<Permit.Command>> permits,
        Duration startDelay,
        DoubleSupplier jitter) {

    /** Nothing is shared: the first run is due at once, and the interval is as it is set. */
    public static Surroundings alone(InstantSource clock, ActorRef<HostEvent> subscriber) {
        return new Surroundings(clock, subscriber, Optional.empty(), Duration.ZERO, () -> 0);
    }
}
