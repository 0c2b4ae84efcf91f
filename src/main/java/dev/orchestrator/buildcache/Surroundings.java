package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What a {@link Pruner} shares with other pruners, and what keeps their runs from synchronizing.
 *
 * @param clock source of the current time; the timers are Akka's
 * @param subscriber receives every event
 * @param permits grants a permit for each run; empty: runs start when they are due
 * @param listingPermits likewise for each listing of a build cache that may be large; empty: their number is not limited
 * @param startDelay delay of the first run after the start; ignored by cron schedules
 * @param jitter draws the fraction, 0 or more, by which the next interval is extended
 */
public record Surroundings(
        InstantSource clock,
        ActorRef<HostEvent> subscriber,
        Optional<ActorRef<Permit.Command>> permits,
        Optional<ActorRef<Permit.Command>> listingPermits,
        Duration startDelay,
        DoubleSupplier jitter) {

    /** Without a limit on the number of listings. */
    public Surroundings(
            InstantSource clock,
            ActorRef<HostEvent> subscriber,
            Optional<ActorRef<Permit.Command>> permits,
            Duration startDelay,
            DoubleSupplier jitter) {
        this(clock, subscriber, permits, Optional.empty(), startDelay, jitter);
    }

    /** For a single host: no permits, the first run is due immediately, and intervals have no jitter. */
    public static Surroundings alone(InstantSource clock, ActorRef<HostEvent> subscriber) {
        return new Surroundings(clock, subscriber, Optional.empty(), Duration.ZERO, () -> 0);
    }
}
