package dev.orchestrator.buildcache.http;

import akka.http.javadsl.model.HttpResponse;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * Caches a response about the whole fleet until the fleet changes or the response gets too old. While nothing changes, a
 * {@link FleetStatus} stays the same object, so changes are found by identity.
 */
final class RenderedOnce {
    private record Last(FleetStatus status, long period, HttpResponse response) {}

    private final Function<FleetStatus, HttpResponse> render;
    private final InstantSource clock;
    private final long periodMillis;
    private volatile Last last = new Last(null, 0, null);

    /** For a response that depends on the status alone. */
    RenderedOnce(Function<FleetStatus, HttpResponse> render) {
        this(render, () -> Instant.EPOCH, Duration.ofDays(1));
    }

    /**
     * For a response that also depends on the time.
     *
     * @param period how old it may be
     */
    RenderedOnce(Function<FleetStatus, HttpResponse> render, InstantSource clock, Duration period) {
        this.render = render;
        this.clock = clock;
        this.periodMillis = period.toMillis();
    }

    HttpResponse of(FleetStatus status) {
        long period = Math.floorDiv(clock.millis(), periodMillis);
        var known = last;
        return isStill(known, status, period) ? known.response : rendered(status, period);
    }

    /** One thread renders; others that need the same response wait for it. */
    private synchronized HttpResponse rendered(FleetStatus status, long period) {
        if (!isStill(last, status, period)) {
            last = new Last(status, period, render.apply(status));
        }
        return last.response;
    }

    private static boolean isStill(Last known, FleetStatus status, long period) {
        return known.status == status && known.period == period;
    }
}
