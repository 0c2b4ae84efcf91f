package dev.orchestrator.buildcache.run;

import static dev.orchestrator.buildcache.testkit.Runs.ended;
import static dev.orchestrator.buildcache.testkit.Runs.some;
import static dev.orchestrator.buildcache.testkit.Runs.tally;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.run.Outcome.Kind;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void runs_since_the_last_success_are_counted() {
        assertThat(Tally.EMPTY.withoutSuccess()).isZero();
        assertThat(after(Kind.SKIPPED).withoutSuccess()).isEqualTo(1);
        assertThat(after(Kind.SKIPPED, Kind.SUCCEEDED).withoutSuccess()).isZero();
        assertThat(after(Kind.FAILED, Kind.SUCCEEDED, Kind.UNCONFIRMED, Kind.SKIPPED)
                        .withoutSuccess())
                .isEqualTo(2);
    }

    @Test
    void the_last_success_and_its_bytes_are_kept_when_later_runs_fail() {
        var tally = after(Kind.SUCCEEDED, Kind.FAILED);
        assertThat(tally.lastRun())
                .get()
                .extracting(run -> run.outcome().kind())
                .isEqualTo(Kind.FAILED);
        assertThat(tally.lastReclaimed()).isEqualTo(some(Kind.SUCCEEDED).reclaimed());
        assertThat(tally.runs()).containsEntry(Kind.SUCCEEDED, 1L).containsEntry(Kind.UNKNOWN, 0L);
    }

    private static Tally after(Kind... kinds) {
        return tally(Arrays.stream(kinds)
                .map(kind -> ended(Instant.EPOCH, some(kind)))
                .toArray(Run[]::new));
    }
}
