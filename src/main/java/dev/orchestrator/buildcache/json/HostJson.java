package dev.orchestrator.buildcache.json;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.run.History;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A host, as it appears in the list of hosts and in events. Null means "not known", "not set" or "not yet". */
public record HostJson(
        String name,
        String state,
        boolean paused,
        String address,
        String user,
        Integer port,
        String separateConnections,
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

    public static HostJson of(PrunerStatus status) {
        var target = status.settings().target();
        var tally = status.tally();
        return new HostJson(
                status.settings().name(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.paused(),
                target.map(SshTarget::host).orElse(null),
                target.flatMap(SshTarget::user).orElse(null),
                target.flatMap(SshTarget::port).orElse(null),
                status.host().separateConnections().orElse(null),
                Json.time(status.lastStart().filter(start -> status.state() == State.RUNNING)),
                Json.time(status.nextRun()),
                tally.lastRun().map(RunJson::last).orElse(null),
                Json.time(tally.lastSuccess().map(Run::end)),
                tally.lastReclaimed().map(ByteSize::bytes).orElse(null),
                tally.lastReclaimed().map(ByteSize::human).orElse(null),
                runsByOutcome(tally),
                tally.totalReclaimed().bytes(),
                tally.totalReclaimed().human(),
                tally.withoutSuccess());
    }

    /** Number of runs per outcome, in the order of the outcomes. */
    private static Map<String, Long> runsByOutcome(Tally tally) {
        var runs = new LinkedHashMap<String, Long>();
        for (var outcome : Outcome.Kind.values()) {
            runs.put(outcome.word(), tally.runs().get(outcome));
        }
        return runs;
    }

    /** A host at the end of a run, with that run. */
    public record Ended(@JsonUnwrapped HostJson host, RunJson run) {
        public static Ended of(PrunerStatus status) {
            return new Ended(
                    HostJson.of(status), RunJson.of(status.tally().lastRun().orElseThrow()));
        }
    }

    /** A host with its settings and its last runs, newest first. */
    public record Opened(@JsonUnwrapped HostJson host, SettingsJson settings, List<RunJson> history) {
        public static Opened of(PrunerStatus status, History history) {
            return new Opened(HostJson.of(status), SettingsJson.of(status.settings()), newestFirst(history));
        }
    }

    /** Only the last runs of a host, newest first. */
    public record Runs(List<RunJson> runs) {
        public static Runs of(History history) {
            return new Runs(newestFirst(history));
        }
    }

    private static List<RunJson> newestFirst(History history) {
        return history.newestFirst().stream().map(RunJson::of).toList();
    }
}
