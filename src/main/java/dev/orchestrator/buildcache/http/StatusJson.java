package dev.orchestrator.buildcache.http;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The answers' JSON: what a {@link PrunerStatus} looks like from outside. Null is "not known", or "not yet". */
final class StatusJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private StatusJson() {}

    /** {@code GET /queue}: of one host its own; of several the eight keys of the latest run, and each host's. */
    static Object queue(FleetStatus fleet) {
        var latest = Queue.of(latest(fleet));
        return fleet.hosts().size() == 1 ? latest : new Queues(latest, each(fleet, Queue::of));
    }

    /** {@code GET /status}, likewise. */
    static Object full(FleetStatus fleet) {
        var latest = Full.of(latest(fleet));
        return fleet.hosts().size() == 1 ? latest : new Fulls(latest, each(fleet, Full::of));
    }

    /** The host whose run started last; before any run, the first by name. */
    private static PrunerStatus latest(FleetStatus fleet) {
        return fleet.hosts().values().stream()
                .map(FleetStatus.Member::status)
                .reduce((one, other) -> lastStart(other).isAfter(lastStart(one)) ? other : one)
                .orElseThrow();
    }

    private static Instant lastStart(PrunerStatus status) {
        return status.lastStart().orElse(Instant.MIN);
    }

    private static <T> Map<String, T> each(FleetStatus fleet, Function<PrunerStatus, T> view) {
        var each = new LinkedHashMap<String, T>();
        fleet.hosts().forEach((name, host) -> each.put(name, view.apply(host.status())));
        return each;
    }

    /** {@code GET /queue}: the keys that the orchestrator's snapshot has, in its order. */
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
    record Queue(
            boolean enabled,
            BigDecimal intervalS,
            String until,
            boolean all,
            BigDecimal lastRunTs,
            Long lastReclaimedBytes,
            String lastReclaimed,
            String lastError) {

        static Queue of(PrunerStatus status) {
            var settings = status.settings();
            return new Queue(
                    settings.enabled(),
                    settings.schedule() instanceof Schedule.Every every ? Seconds.of(every.interval()) : null,
                    settings.policy().prune().until().map(Age::text).orElse(""),
                    settings.policy().prune().all(),
                    status.lastStart().map(Seconds::of).orElse(null),
                    status.tally().lastReclaimed().map(ByteSize::bytes).orElse(null),
                    status.tally().lastReclaimed().map(ByteSize::inGb).orElse(null),
                    status.lastError().orElse(null));
        }
    }

    record Queues(@JsonUnwrapped Queue latest, Map<String, Queue> hosts) {}

    record Fulls(@JsonUnwrapped Full latest, Map<String, Full> hosts) {}

    /** {@code GET /status}: the full picture. */
    record Full(
            @JsonUnwrapped Queue queue,
            String host,
            String state,
            String command,
            boolean preflight,
            BigDecimal timeoutS,
            BigDecimal nextRunTs,
            LastRun lastRun,
            Map<String, Long> runs,
            long totalReclaimedBytes,
            String totalReclaimed) {

        static Full of(PrunerStatus status) {
            var settings = status.settings();
            return new Full(
                    Queue.of(status),
                    settings.target().map(SshTarget::host).orElse(null),
                    status.state().name().toLowerCase(Locale.ROOT),
                    settings.policy().prune().line(),
                    settings.policy().preflight(),
                    Seconds.of(settings.policy().timeLimit()),
                    status.nextRun().map(Seconds::of).orElse(null),
                    status.tally().lastRun().map(LastRun::of).orElse(null),
                    runsByOutcome(status),
                    status.tally().totalReclaimed().bytes(),
                    status.tally().totalReclaimed().human());
        }
    }

    /** How many runs ended with each outcome, in the outcomes' order. */
    static Map<String, Long> runsByOutcome(PrunerStatus status) {
        var runs = new LinkedHashMap<String, Long>();
        for (var outcome : Outcome.Kind.values()) {
            runs.put(outcome.word(), status.tally().runs().get(outcome));
        }
        return runs;
    }

    record LastRun(
            BigDecimal startTs,
            BigDecimal endTs,
            BigDecimal durationS,
            String outcome,
            String failure,
            Integer exitCode,
            Long reclaimedBytes,
            String reclaimed,
            String error) {

        static LastRun of(Run run) {
            var outcome = run.outcome();
            return new LastRun(
                    Seconds.of(run.start()),
                    Seconds.of(run.end()),
                    Seconds.of(run.duration()),
                    outcome.kind().word(),
                    outcome.failure().map(Failure::word).orElse(null),
                    outcome.exitCode().orElse(null),
                    outcome.reclaimed().map(ByteSize::bytes).orElse(null),
                    outcome.reclaimed().map(ByteSize::inGb).orElse(null),
                    outcome.error().orElse(null));
        }
    }

    record Health(String status) {
        static final Health LIVE = new Health("live");
        static final Health READY = new Health("ready");
    }

    /** Whatever didn't work. */
    record Error(String error) {}
}
