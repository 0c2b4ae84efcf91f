package dev.orchestrator.buildcache.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoryTest {
    @Test
    void the_last_hundred_runs_are_returned_unchanged_newest_first() {
        var random = new Random(42);
        var history = History.EMPTY;
        var model = new ArrayList<Run>();
        for (int i = 0; i < 250; i++) {
            var run = new Run(Instant.ofEpochMilli(i * 1000L), Instant.ofEpochMilli(i * 1000L + i), outcome(random));
            history = history.with(run);
            model.add(0, run);
            assertThat(history.newestFirst()).isEqualTo(model.subList(0, Math.min(100, model.size())));
            assertThat(history.size()).isEqualTo(Math.min(100, model.size()));
        }
    }

    @Test
    void adding_a_run_does_not_change_the_earlier_history() {
        var run = new Run(Instant.EPOCH, Instant.EPOCH, Outcome.Skipped.NO_HOST);
        var before = History.EMPTY.with(run);
        before.with(new Run(Instant.EPOCH, Instant.EPOCH.plusSeconds(5), new Outcome.Unconfirmed()));
        assertThat(before.newestFirst()).isEqualTo(List.of(run));
    }

    private static Outcome outcome(Random random) {
        var failures = Failure.values();
        var codes = List.of(0, 1, -1, 255, Integer.MIN_VALUE, Integer.MAX_VALUE);
        String text = "error " + random.nextInt(2);
        return switch (Outcome.Kind.values()[random.nextInt(Outcome.Kind.values().length)]) {
            case SUCCEEDED -> new Outcome.Succeeded(new ByteSize(random.nextLong() & Long.MAX_VALUE));
            case UNCONFIRMED -> new Outcome.Unconfirmed();
            case FAILED ->
                new Outcome.Failed(
                        failures[random.nextInt(failures.length)],
                        random.nextBoolean() ? Optional.of(codes.get(random.nextInt(codes.size()))) : Optional.empty(),
                        text);
            case UNKNOWN -> new Outcome.Unknown(text);
            case REFUSED -> new Outcome.Refused(text);
            case SKIPPED -> new Outcome.Skipped(text);
        };
    }
}
