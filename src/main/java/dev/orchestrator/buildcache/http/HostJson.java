package dev.orchestrator.buildcache.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.PrunerStatus.State;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.run.History;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.schedule.Cron;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The JSON under {@code /api}, as {@code openapi.json} describes it. Null is "not known", "not set" or "not yet". */
final class HostJson {
    /** ISO-8601, UTC, always with milliseconds. */
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private HostJson() {}

    /** A host as in the list and in the events. */
    record Host(
            String name,
            String state,
            boolean paused,
            String address,
            String user,
            Integer port,
            String runningSince,
            String nextRunAt,
            RunJson lastRun,
            String lastSuccessAt,
            Long lastReclaimedBytes,
            String lastReclaimed,
            Map<String, Long> runs,
            long totalReclaimedBytes,
            String totalReclaimed,
            int troubles) {

        static Host of(PrunerStatus status) {
            var target = status.settings().target();
            var tally = status.tally();
            return new Host(
                    status.settings().name(),
                    status.state().name().toLowerCase(Locale.ROOT),
                    status.paused(),
                    target.map(SshTarget::host).orElse(null),
                    target.flatMap(SshTarget::user).orElse(null),
                    target.flatMap(SshTarget::port).orElse(null),
                    at(status.lastStart().filter(start -> status.state() == State.RUNNING)),
                    at(status.nextRun()),
                    tally.lastRun().map(RunJson::of).orElse(null),
                    at(tally.lastSuccess().map(Run::end)),
                    tally.lastReclaimed().map(ByteSize::bytes).orElse(null),
                    tally.lastReclaimed().map(ByteSize::inGb).orElse(null),
                    StatusJson.runsByOutcome(status),
                    tally.totalReclaimed().bytes(),
                    tally.totalReclaimed().inGb(),
                    tally.history().withoutSuccess());
        }
    }

    /** A run that is over. */
    record RunJson(
            String startedAt,
            String endedAt,
            BigDecimal durationS,
            String outcome,
            String failure,
            Integer exitCode,
            Long reclaimedBytes,
            String reclaimed,
            String error) {

        static RunJson of(Run run) {
            var verdict = run.verdict();
            return new RunJson(
                    MILLIS.format(run.start()),
                    MILLIS.format(run.end()),
                    Seconds.of(run.duration()),
                    verdict.outcome().word(),
                    verdict.failure().map(Failure::word).orElse(null),
                    verdict.exitCode().orElse(null),
                    verdict.reclaimed().map(ByteSize::bytes).orElse(null),
                    verdict.reclaimed().map(ByteSize::inGb).orElse(null),
                    verdict.error().orElse(null));
        }
    }

    /** The event at the end of a run. */
    record Ended(@JsonUnwrapped Host host, RunJson run) {
        static Ended of(PrunerStatus status, Run run) {
            return new Ended(Host.of(status), RunJson.of(run));
        }
    }

    /** {@code GET /api/hosts/{name}/runs}, newest first. */
    record Runs(List<RunJson> runs) {
        static Runs of(PrunerStatus status) {
            return new Runs(newestFirst(status));
        }
    }

    /** {@code GET /api/hosts/{name}}. */
    record Opened(@JsonUnwrapped Host host, Settings settings, List<RunJson> history) {
        static Opened of(PrunerStatus status) {
            return new Opened(Host.of(status), Settings.of(status.settings()), newestFirst(status));
        }
    }

    /** The settings in force. There is nothing secret in them. */
    record Settings(
            boolean enabled,
            BigDecimal intervalS,
            String schedule,
            String timeZone,
            BigDecimal retryAfterS,
            String until,
            boolean all,
            BigDecimal timeoutS,
            boolean preflight,
            String command,
            List<String> sshCommand) {

        static Settings of(PrunerSettings settings) {
            var prune = settings.prune();
            var cron = settings.schedule() instanceof Schedule.At at ? Optional.of(at.cron()) : Optional.<Cron>empty();
            return new Settings(
                    settings.enabled(),
                    settings.schedule() instanceof Schedule.Every every ? Seconds.of(every.interval()) : null,
                    cron.map(Cron::expression).orElse(null),
                    cron.map(c -> c.zone().getId()).orElse(null),
                    settings.retryAfter().map(Seconds::of).orElse(null),
                    prune.until().map(Age::text).orElse(null),
                    prune.all(),
                    Seconds.of(settings.timeLimit()),
                    settings.preflight(),
                    prune.line(),
                    settings.target().map(target -> target.commandLine(prune)).orElse(null));
        }
    }

    /** {@code GET /api/hosts}. */
    record Hosts(List<Host> hosts, Reclaimed reclaimedLastDay, Reclaimed reclaimedLastWeek, String control) {
        /** @param start since when runs are remembered */
        static Hosts of(FleetStatus fleet, Instant start, Instant now, boolean controllable) {
            var statuses = fleet.hosts().values().stream()
                    .map(FleetStatus.Member::status)
                    .toList();
            return new Hosts(
                    statuses.stream().map(Host::of).toList(),
                    Reclaimed.since(now.minus(Duration.ofDays(1)), start, statuses),
                    Reclaimed.since(now.minus(Duration.ofDays(7)), start, statuses),
                    controllable ? "token" : "off");
        }
    }

    /**
     * By all hosts.
     *
     * @param complete false if not all runs of that time are remembered, since there were too many of a host or since this
     *     program has not been there for so long: then it was at least this
     */
    record Reclaimed(long bytes, String human, boolean complete) {
        static Reclaimed since(Instant then, Instant start, List<PrunerStatus> statuses) {
            var sum = ByteSize.ZERO;
            boolean complete = !start.isAfter(then);
            for (var status : statuses) {
                History history = status.tally().history();
                sum = sum.plus(history.reclaimedSince(then));
                complete &= history.reachesBackTo(then);
            }
            return new Reclaimed(sum.bytes(), sum.inGb(), complete);
        }
    }

    /** Accepted; where to look what comes of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Accepted(String host, String see) {}

    private static List<RunJson> newestFirst(PrunerStatus status) {
        return status.tally().history().newestFirst().stream().map(RunJson::of).toList();
    }

    private static String at(Optional<Instant> time) {
        return time.map(MILLIS::format).orElse(null);
    }
}
