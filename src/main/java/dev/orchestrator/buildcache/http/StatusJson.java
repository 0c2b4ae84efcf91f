package dev.orchestrator.buildcache.http;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.SshTarget;
import dev.orchestrator.buildcache.prune.Age;
import dev.orchestrator.buildcache.prune.ByteSize;
import dev.orchestrator.buildcache.prune.Failure;
import dev.orchestrator.buildcache.prune.Outcome;
import dev.orchestrator.buildcache.prune.Run;
import dev.orchestrator.buildcache.prune.Schedule;
import dev.orchestrator.buildcache.prune.Seconds;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The answers' JSON: what a {@link PrunerStatus} looks like from outside. Null is "not known", or "not yet". */
final class StatusJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private StatusJson() {}

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
                    settings.prune().until().map(Age::text).orElse(""),
                    settings.prune().all(),
                    status.lastStart().map(Seconds::of).orElse(null),
                    status.tally().lastReclaimed().map(ByteSize::bytes).orElse(null),
                    status.tally().lastReclaimed().map(ByteSize::inGb).orElse(null),
                    status.lastError().orElse(null));
        }
    }

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
            var runs = new LinkedHashMap<String, Long>();
            for (var outcome : Outcome.values()) {
                runs.put(outcome.word(), status.tally().runs().get(outcome));
            }
            return new Full(
                    Queue.of(status),
                    settings.target().map(SshTarget::host).orElse(null),
                    status.state().name().toLowerCase(Locale.ROOT),
                    settings.prune().line(),
                    settings.preflight(),
                    Seconds.of(settings.timeLimit()),
                    status.nextRun().map(Seconds::of).orElse(null),
                    status.tally().lastRun().map(LastRun::of).orElse(null),
                    runs,
                    status.tally().totalReclaimed().bytes(),
                    status.tally().totalReclaimed().inGb());
        }
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
            var verdict = run.verdict();
            return new LastRun(
                    Seconds.of(run.start()),
                    Seconds.of(run.end()),
                    Seconds.of(run.duration()),
                    verdict.outcome().word(),
                    verdict.failure().map(Failure::word).orElse(null),
                    verdict.exitCode().orElse(null),
                    verdict.reclaimed().map(ByteSize::bytes).orElse(null),
                    verdict.reclaimed().map(ByteSize::inGb).orElse(null),
                    verdict.error().orElse(null));
        }
    }

    record Health(String status) {}

    /** Whatever didn't work. */
    record Error(String error) {}
}
