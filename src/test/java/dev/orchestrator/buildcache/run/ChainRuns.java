package dev.orchestrator.buildcache.run;

import static dev.orchestrator.buildcache.cache.Records.old;
import static dev.orchestrator.buildcache.cache.Records.young;

import dev.orchestrator.buildcache.cache.CacheRecord;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs against a {@link ModelHost}. It is 14 o'clock; what was last used more than two hours ago is old. */
final class ChainRuns {
    static final Duration LIMIT = Duration.ofMinutes(10);
    static final BuilderPrune PRUNE = BuilderPrune.olderThan(new Age("2h"));
    static final PrunePolicy POLICY = new PrunePolicy(PRUNE, true, true, LIMIT, LIMIT);
    static final List<CacheRecord> CHAIN = List.of(old("a"), old("b", "a"), old("c", "b"), old("d", "c"), young("y"));

    private ChainRuns() {}

    static Step.Done run(ModelHost host) {
        return host.run(RunPlan.of(POLICY, true), LIMIT);
    }

    static List<String> lines(ModelHost host) {
        return host.sent.stream().<String>map(RemoteCommand::line).toList();
    }

    static long prunes(ModelHost host) {
        return host.sent.stream().filter(command -> !command.isReadOnly()).count();
    }

    static Set<String> left(ModelHost host) {
        return host.engine.listing().records().map(CacheRecord::id).collect(Collectors.toSet());
    }

    static ByteSize mb(int count) {
        return new ByteSize(count * 1_000_000L);
    }

    static Rung until(ByteSize reclaimed) {
        return new Rung(new Rung.By.Until(PRUNE.until()), new Outcome.Succeeded(reclaimed));
    }

    static Rung records(int count, ByteSize reclaimed) {
        return new Rung(new Rung.By.Records(count), new Outcome.Succeeded(reclaimed));
    }
}
