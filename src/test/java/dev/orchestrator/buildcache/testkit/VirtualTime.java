package dev.orchestrator.buildcache.testkit;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.typed.javadsl.Adapter;
import akka.testkit.ExplicitlyTriggeredScheduler;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * An actor system whose timers and clock move only when the test advances time.
 *
 * <p>Its actors run on the thread that sends to them, so everything that a timer causes is done before the next timer
 * fires, and every test is deterministic and fast.
 */
public final class VirtualTime implements InstantSource, AutoCloseable {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config()
            .withFallback(ConfigFactory.parseString(
                            "akka.actor.default-dispatcher.type = akka.testkit.CallingThreadDispatcherConfigurator")
                    // Its time limits are Akka's timers, and no time passes at the end of a test.
                    .withFallback(ConfigFactory.parseString("akka.coordinated-shutdown {run-by-jvm-shutdown-hook = off"
                            + ", run-by-actor-system-terminate = off}"))));

    private final ExplicitlyTriggeredScheduler scheduler =
            (ExplicitlyTriggeredScheduler) Adapter.toClassic(kit.system()).scheduler();

    private Duration setBy = Duration.ZERO;

    public ActorTestKit kit() {
        return kit;
    }

    @Override
    public Instant instant() {
        return START.plusMillis(scheduler.currentTimeMs()).plus(setBy);
    }

    /** Advances time; each timer fires at its own time. */
    public void pass(Duration time) {
        ManualTime.get(kit.system()).timePasses(time);
    }

    /** Sets the clock forward or back. Timers are not affected. */
    public void setClockBy(Duration change) {
        setBy = setBy.plus(change);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
