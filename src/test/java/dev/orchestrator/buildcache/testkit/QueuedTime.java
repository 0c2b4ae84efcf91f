package dev.orchestrator.buildcache.testkit;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** {@link VirtualTime} for thousands of hosts: it uses a {@link QueuedScheduler}. */
public final class QueuedTime implements InstantSource, AutoCloseable {
    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("akka.scheduler.implementation = \""
                    + QueuedScheduler.class.getName()
                    + "\"\nakka.actor.default-dispatcher.type = akka.testkit.CallingThreadDispatcherConfigurator")
            .withFallback(ConfigFactory.load()));

    private final QueuedScheduler scheduler =
            (QueuedScheduler) Adapter.toClassic(kit.system()).scheduler();

    private Duration setBy = Duration.ZERO;

    public ActorTestKit kit() {
        return kit;
    }

    @Override
    public Instant instant() {
        return VirtualTime.START.plusNanos(scheduler.now()).plus(setBy);
    }

    /** Advances time; each timer fires at its own time. */
    public void pass(Duration time) {
        scheduler.pass(time.toNanos());
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
