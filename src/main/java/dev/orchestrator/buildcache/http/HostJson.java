package dev.orchestrator.buildcache.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.run.History;
import dev.orchestrator.buildcache.run.ReclaimedLately;
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
                    tally.lastReclaimed().map(ByteSize::human).orElse(null),
                    StatusJson.runsByOutcome(status),
                    tally.totalReclaimed().bytes(),
                    tally.totalReclaimed().human(),
                    tally.withoutSuccess());
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
            var outcome = run.outcome();
            return new RunJson(
                    MILLIS.format(run.start()),
                    MILLIS.format(run.end()),
                    Seconds.of(run.duration()),
                    outcome.kind().word(),
                    outcome.failure().map(Failure::word).orElse(null),
                    outcome.exitCode().orElse(null),
                    outcome.reclaimed().map(ByteSize::bytes).orElse(null),
                    outcome.reclaimed().map(ByteSize::human).orElse(null),
                    outcome.error().orElse(null));
        }
    }

    /** The event at the end of a run. */
    record Ended(@JsonUnwrapped Host host, RunJson run) {
        static Ended of(PrunerStatus status) {
            return new Ended(
                    Host.of(status), RunJson.of(status.tally().lastRun().orElseThrow()));
        }
    }

    /** {@code GET /api/hosts/{name}/runs}, newest first. */
    record Runs(List<RunJson> runs) {
        static Runs of(History history) {
            return new Runs(newestFirst(history));
        }
    }

    /** {@code GET /api/hosts/{name}}. */
    record Opened(@JsonUnwrapped Host host, Settings settings, List<RunJson> history) {
        static Opened of(PrunerStatus status, History history) {
            return new Opened(Host.of(status), Settings.of(status.settings()), newestFirst(history));
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
            var prune = settings.policy().prune();
            var cron = settings.schedule() instanceof Schedule.At at ? Optional.of(at.cron()) : Optional.<Cron>empty();
            return new Settings(
                    settings.enabled(),
                    settings.schedule() instanceof Schedule.Every every ? Seconds.of(every.interval()) : null,
                    cron.map(Cron::expression).orElse(null),
                    cron.map(c -> c.zone().getId()).orElse(null),
                    settings.retryAfter().map(Seconds::of).orElse(null),
                    prune.until().map(Age::text).orElse(null),
                    prune.all(),
                    Seconds.of(settings.policy().timeLimit()),
                    settings.policy().preflight(),
                    prune.line(),
                    settings.target().map(target -> target.commandLine(prune)).orElse(null));
        }
    }

    /** {@code GET /api/hosts}. */
    record Hosts(List<Host> hosts, Reclaimed reclaimedLastDay, Reclaimed reclaimedLastWeek, String control) {
        static Hosts of(FleetStatus fleet, Instant now, boolean controllable) {
            return new Hosts(
                    fleet.hosts().values().stream()
                            .map(member -> Host.of(member.status()))
                            .toList(),
                    Reclaimed.in(Duration.ofDays(1), fleet.reclaimed(), now),
                    Reclaimed.in(Duration.ofDays(7), fleet.reclaimed(), now),
                    controllable ? "token" : "off");
        }
    }

    /**
     * By all hosts.
     *
     * @param complete false if this program has not run for the whole time: then it was at least this
     */
    record Reclaimed(long bytes, String human, boolean complete) {
        static Reclaimed in(Duration period, ReclaimedLately reclaimed, Instant now) {
            var sum = reclaimed.in(period, now);
            return new Reclaimed(sum.bytes(), sum.human(), reclaimed.isComplete(period, now));
        }
    }

    /** Accepted; where to look what comes of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Accepted(String host, String see) {}

    private static List<RunJson> newestFirst(History history) {
        return history.newestFirst().stream().map(RunJson::of).toList();
    }

    private static String at(Optional<Instant> time) {
        return time.map(MILLIS::format).orElse(null);
    }
}
