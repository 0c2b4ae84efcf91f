package dev.orchestrator.buildcache.json;

import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.math.BigDecimal;
import java.util.List;

/**
 * A completed run. Null means "not known"; for the details, that the error has all there is; for the prunes and what
 * remains, that there is nothing to say. Those three are null of a run that isn't a host's last.
 */
public record RunJson(
        String startedAt,
        String endedAt,
        BigDecimal durationS,
        String outcome,
        String failure,
        Integer exitCode,
        Long reclaimedBytes,
        String reclaimed,
        Long chainsBytes,
        String error,
        String details,
        List<RungJson> rungs,
        RemainsJson remains) {

    /** A host's last run, with the details of its error. */
    static RunJson last(Run run) {
        return of(run, run.outcome().details().orElse(null));
    }

    /** A run that has ended just now, or one of the history. */
    public static RunJson of(Run run) {
        return of(run, null);
    }

    private static RunJson of(Run run, String details) {
        var outcome = run.outcome();
        return new RunJson(
                Json.time(run.start()),
                Json.time(run.end()),
                Seconds.of(run.duration()),
                outcome.kind().word(),
                outcome.failure().map(Failure::word).orElse(null),
                outcome.exitCode().orElse(null),
                outcome.reclaimed().map(ByteSize::bytes).orElse(null),
                outcome.reclaimed().map(ByteSize::human).orElse(null),
                run.ofChains().map(ByteSize::bytes).orElse(null),
                outcome.error().orElse(null),
                details,
                run.rungs().isEmpty()
                        ? null
                        : run.rungs().stream().map(RungJson::of).toList(),
                run.remains().map(RemainsJson::of).orElse(null));
    }
}
