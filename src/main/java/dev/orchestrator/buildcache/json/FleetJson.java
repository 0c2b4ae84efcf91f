package dev.orchestrator.buildcache.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.run.ReclaimedLately;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All hosts by name, and what they reclaimed recently.
 *
 * @param channels that deliver alerts to people; left out if there are none
 */
public record FleetJson(
        List<HostJson> hosts,
        Reclaimed reclaimedLastDay,
        Reclaimed reclaimedLastWeek,
        String control,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ChannelJson> channels) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /** @param controllable whether hosts can be controlled, with a token */
    public static FleetJson of(FleetStatus fleet, Instant now, boolean controllable, List<ChannelJson> channels) {
        return new FleetJson(
                fleet.hosts().values().stream()
                        .map(host -> HostJson.of(host.status()))
                        .toList(),
                Reclaimed.in(DAY, fleet.reclaimed(), now),
                Reclaimed.in(WEEK, fleet.reclaimed(), now),
                controllable ? "token" : "off",
                channels);
    }

    /**
     * Sum over all hosts for a period that ends now.
     *
     * @param complete false if the program has not run for the whole period; the sum is then a lower bound
     */
    public record Reclaimed(long bytes, String human, boolean complete) {
        static Reclaimed in(Duration period, ReclaimedLately reclaimed, Instant now) {
            var sum = reclaimed.in(period, now);
            return new Reclaimed(sum.bytes(), sum.human(), reclaimed.isComplete(period, now));
        }
    }
}
