package dev.orchestrator.buildcache.http;

import akka.http.javadsl.model.HttpResponse;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * An answer about the whole fleet, kept as bytes as long as it is true: until there is another {@link FleetStatus}, which
 * stays the same object while nothing changes, or until it is too old.
 */
final class RenderedOnce {
    private record Last(FleetStatus status, long period, HttpResponse answer) {}

    private final Function<FleetStatus, HttpResponse> render;
    private final InstantSource clock;
    private final long periodMillis;
    private volatile Last last = new Last(null, 0, null);

    /** An answer that depends on the status alone. */
    RenderedOnce(Function<FleetStatus, HttpResponse> render) {
        this(render, () -> Instant.EPOCH, Duration.ofDays(1));
    }

    /** An answer that also depends on the time, but may be as old as a period. */
    RenderedOnce(Function<FleetStatus, HttpResponse> render, InstantSource clock, Duration period) {
        this.render = render;
        this.clock = clock;
        this.periodMillis = period.toMillis();
    }

    HttpResponse of(FleetStatus status) {
        long period = Math.floorDiv(clock.millis(), periodMillis);
        var known = last;
        return isStill(known, status, period) ? known.answer : rendered(status, period);
    }

    /** One renders, and whoever else wants the same waits for it. */
    private synchronized HttpResponse rendered(FleetStatus status, long period) {
        if (!isStill(last, status, period)) {
            last = new Last(status, period, render.apply(status));
        }
        return last.answer;
    }

    private static boolean isStill(Last known, FleetStatus status, long period) {
        return known.status == status && known.period == period;
    }
}
