package dev.orchestrator.buildcache;

import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.function.Function;

/** The timers of a run. */
final class Limits {
    enum Limit {
        /** The whole run has taken too long. */
        RUN,
        /** A command that only reads has. */
        PROBE,
        /** A command that was to end hasn't. */
        GRACE
    }

    private final TimerScheduler<Pruner.Command> timers;
    private final Function<Limit, Pruner.Command> message;

    /** @param message tells the {@link Pruner} that a limit has passed; equal for equal limits */
    Limits(TimerScheduler<Pruner.Command> timers, Function<Limit, Pruner.Command> message) {
        this.timers = timers;
        this.message = message;
    }

    /** Starts a limit, replacing an earlier one of its kind. */
    void start(Limit limit, Duration time) {
        timers.startSingleTimer(message.apply(limit), time);
    }

    /** A limit that has passed, but has not been told yet, is not told any more either. */
    void cancel(Limit... limits) {
        for (var limit : limits) {
            timers.cancel(message.apply(limit));
        }
    }
}
