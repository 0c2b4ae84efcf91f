package dev.orchestrator.buildcache.json;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET /queue}: the eight keys of the orchestrator's own snapshot, in its order. The format is fixed, so it
 * differs from the rest of this package: times are seconds since the epoch, and "no age filter" is an empty text.
 */
@JsonPropertyOrder({
    "enabled",
    "interval_s",
    "until",
    "all",
    "last_run_ts",
    "last_reclaimed_bytes",
    "last_reclaimed",
    "last_error"
})
public record QueueJson(
        boolean enabled,
        BigDecimal intervalS,
        String until,
        boolean all,
        BigDecimal lastRunTs,
        Long lastReclaimedBytes,
        String lastReclaimed,
        String lastError) {

    public static QueueJson of(PrunerStatus status) {
        var settings = status.settings();
        return new QueueJson(
                settings.enabled(),
                SettingsJson.intervalS(settings),
                settings.policy().prune().until().map(Age::text).orElse(""),
                settings.policy().prune().all(),
                status.lastStart().map(Seconds::of).orElse(null),
                status.tally().lastReclaimed().map(ByteSize::bytes).orElse(null),
                status.tally().lastReclaimed().map(ByteSize::inGb).orElse(null),
                status.lastError().orElse(null));
    }

    /**
     * For one host, its keys; for several, those of the host whose run started last, and the keys of each host by name. The
     * error of several is that of a host failing now, if there is any, the latest: a success elsewhere must not hide it.
     */
    public static Object of(FleetStatus fleet) {
        if (fleet.hosts().size() == 1) {
            return of(latest(statuses(fleet)).orElseThrow());
        }
        var failing = latest(statuses(fleet).filter(host -> host.lastError().isPresent()));
        var latest = of(latest(statuses(fleet)).orElseThrow())
                .withLastError(failing.flatMap(PrunerStatus::lastError).orElse(null));
        var hosts = new LinkedHashMap<String, QueueJson>();
        fleet.hosts().forEach((name, host) -> hosts.put(name, of(host.status())));
        return new Fleet(latest, hosts);
    }

    private record Fleet(@JsonUnwrapped QueueJson latest, Map<String, QueueJson> hosts) {}

    private QueueJson withLastError(String error) {
        return new QueueJson(enabled, intervalS, until, all, lastRunTs, lastReclaimedBytes, lastReclaimed, error);
    }

    private static Stream<PrunerStatus> statuses(FleetStatus fleet) {
        return fleet.hosts().values().stream().map(FleetStatus.Member::status);
    }

    /** The host whose run started last; before any run, the first by name. */
    private static Optional<PrunerStatus> latest(Stream<PrunerStatus> hosts) {
        return hosts.reduce((one, other) -> lastStart(other).isAfter(lastStart(one)) ? other : one);
    }

    private static Instant lastStart(PrunerStatus status) {
        return status.lastStart().orElse(Instant.MIN);
    }
}
