package dev.orchestrator.buildcache.json;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.Rung;
import dev.orchestrator.buildcache.run.Rung.By;
import dev.orchestrator.buildcache.value.ByteSize;

/** One prune of a run: by age, where until is null for any, or of so many named records. */
public record RungJson(String until, Integer records, String outcome, String error, Long reclaimedBytes) {

    static RungJson of(Rung rung) {
        var outcome = rung.outcome();
        return new RungJson(
                rung.by() instanceof By.Until by ? by.age().map(Age::text).orElse(null) : null,
                rung.by() instanceof By.Records by ? Integer.valueOf(by.count()) : null,
                outcome.kind().word(),
                outcome.error().orElse(null),
                outcome.reclaimed().map(ByteSize::bytes).orElse(null));
    }
}
