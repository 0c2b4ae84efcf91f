package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.cache.CacheRecord;
import dev.orchestrator.buildcache.cache.ModelEngine;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.docker.RecordsPrune;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.testkit.Steps;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A host whose docker says what a real one says about a {@link ModelEngine}; each command takes a second of its clock. */
final class ModelHost {
    private static final DateTimeFormatter GO_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSSSSSSSS '+0000 UTC'")
            .withZone(ZoneOffset.UTC);

    final ModelEngine engine;
    final List<RemoteCommand<?>> sent = new ArrayList<>();
    Instant now;
    /** How long the n-th listing takes. */
    Function<Integer, Duration> listingTakes = n -> Duration.ofSeconds(1);
    /** Answers in place of the engine, if it does. */
    Function<RemoteCommand<?>, Optional<CommandResult>> instead = command -> Optional.empty();

    private int listings;

    ModelHost(List<CacheRecord> records, boolean faulty, Instant now) {
        this.engine = new ModelEngine(records, faulty);
        this.now = now;
    }

    /** Takes the plan to its end, with this time limit. */
    Step.Done run(Step first, Duration limit) {
        return (Step.Done) end(first, limit);
    }

    /** Likewise. */
    Preview preview(Step first, Duration limit) {
        return ((Step.Previewed) end(first, limit)).preview();
    }

    private Step end(Step first, Duration limit) {
        var begun = now;
        var step = first;
        while (step instanceof Step.Send<?> send) {
            sent.add(send.command());
            var since = now;
            var result = answer(send.command());
            var took = Duration.between(since, now);
            var left = limit.minus(Duration.between(begun, now));
            step = Steps.after(step, result, new Step.Timing(limit, took, limit, left));
        }
        return step;
    }

    private CommandResult answer(RemoteCommand<?> command) {
        now = now.plusSeconds(1);
        return instead.apply(command).orElseGet(() -> new Exited(0, stdout(command), ""));
    }

    private String stdout(RemoteCommand<?> command) {
        if (command instanceof DockerVersion) {
            return "{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}\n";
        } else if (command instanceof EngineTime) {
            return now + "\n";
        } else if (command instanceof ListCache) {
            now = now.plus(listingTakes.apply(++listings)).minusSeconds(1);
            return listing();
        } else if (command instanceof BuilderPrune prune) {
            return report(
                    engine.pruneByAge(now.minus(prune.until().orElseThrow().duration()), now));
        }
        return report(
                engine.pruneByIds(Set.copyOf(((RecordsPrune) command).records().ids()), now));
    }

    /** Each record has 1 MB. */
    static String report(Set<String> removed) {
        return (removed.isEmpty() ? "" : "Deleted build cache objects:\n" + String.join("\n", removed) + "\n\n")
                + "Total reclaimed space: " + removed.size() + "MB\n";
    }

    private String listing() {
        return engine.listing().records().map(ModelHost::row).collect(Collectors.joining(",", "[", "]\n"));
    }

    private static String row(CacheRecord r) {
        return """
                {"CacheType":"%s","CreatedAt":"%s","ID":"%s","InUse":"%s","LastUsedAt":"%s","Parent":"%s",\
                "Shared":"%s","Size":"1MB","UsageCount":"%d"}""".formatted(
                        r.type(),
                        GO_TIME.format(r.created()),
                        r.id() + (r.inUse() ? "*" : ""),
                        r.inUse(),
                        r.lastUsed().map(GO_TIME::format).orElse(""),
                        String.join(", ", r.parents()),
                        r.shared(),
                        r.uses());
    }
}
