package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.Age;
import java.util.Optional;

/**
 * One prune of a run.
 *
 * @param by what it was to remove
 * @param outcome how it ended, as if it were a run of its own
 */
public record Rung(By by, Outcome outcome) {

    /** How a prune says what it is to remove. */
    public sealed interface By {
        /** Records last used longer ago than this; empty for those of any age. */
        record Until(Optional<Age> age) implements By {}

        /** So many records, each named. */
        record Records(int count) implements By {}
    }

    boolean isByRecords() {
        return by instanceof By.Records;
    }
}
