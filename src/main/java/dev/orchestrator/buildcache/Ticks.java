package dev.orchestrator.buildcache;

import java.time.Duration;
import java.util.function.Consumer;

/** The timer of a {@link Pruner}'s ticks. */
final class Ticks {
    /**
     * Until the next look at the clock, which may be set in the meantime, and goes on while the machine sleeps: timers
     * know nothing of either. Also after a tick that failed.
     */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** A shorter timer would fire at once, and again for as long as the clock says that it is not yet time. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final Consumer<Duration> timer;
    private Duration wait = Duration.ZERO;

    /** @param timer starts the timer of the next tick, replacing an earlier one */
    Ticks(Consumer<Duration> timer) {
        this.timer = timer;
    }

    /** Sets the next tick, in at most {@link #LONGEST_WAIT}; zero: now. */
    void in(Duration time) {
        var most = time.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : time;
        wait = most.isZero() || most.compareTo(SHORTEST_WAIT) > 0 ? most : SHORTEST_WAIT;
        timer.accept(wait);
    }

    /** Sets the tick after this one, before anything can fail; returns how long this one was waited for. */
    Duration next() {
        var waited = wait;
        in(LONGEST_WAIT);
        return waited;
    }
}
