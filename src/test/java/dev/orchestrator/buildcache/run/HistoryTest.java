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
    void the_last_hundred_runs_come_back_as_they_were_newest_first() {
        var random = new Random(42);
        var history = History.EMPTY;
        var model = new ArrayList<Run>();
        for (int i = 0; i < 250; i++) {
            var run = new Run(Instant.ofEpochMilli(i * 1000L), Instant.ofEpochMilli(i * 1000L + i), verdict(random));
            history = history.with(run);
            model.add(0, run);
            assertThat(history.newestFirst()).isEqualTo(model.subList(0, Math.min(100, model.size())));
            assertThat(history.size()).isEqualTo(Math.min(100, model.size()));
        }
    }

    @Test
    void one_more_run_leaves_the_history_before_it_alone() {
        var run = new Run(Instant.EPOCH, Instant.EPOCH, Verdict.noHost());
        var before = History.EMPTY.with(run);
        before.with(new Run(Instant.EPOCH, Instant.EPOCH.plusSeconds(5), Verdict.unconfirmed()));
        assertThat(before.newestFirst()).isEqualTo(List.of(run));
    }

    @Test
    void the_newest_runs_without_success_are_counted_up_to_the_last_success() {
        var history = History.EMPTY.with(ended(0, Verdict.noHost()));
        assertThat(History.EMPTY.withoutSuccess()).isZero();
        assertThat(history.withoutSuccess()).isEqualTo(1);
        history = history.with(ended(1, Verdict.succeeded(ByteSize.ZERO)));
        assertThat(history.withoutSuccess()).isZero();
        history = history.with(ended(2, Verdict.unconfirmed())).with(ended(3, Verdict.noHost()));
        assertThat(history.withoutSuccess()).isEqualTo(2);
    }

    @Test
    void what_was_reclaimed_since_then_is_what_the_runs_that_ended_then_or_later_reclaimed() {
        var history = History.EMPTY
                .with(ended(10, Verdict.succeeded(new ByteSize(1))))
                .with(ended(20, Verdict.succeeded(new ByteSize(10))))
                .with(ended(30, Verdict.noHost()))
                .with(ended(40, Verdict.succeeded(new ByteSize(100))));
        assertThat(history.reclaimedSince(Instant.ofEpochSecond(20))).isEqualTo(new ByteSize(110));
        assertThat(history.reclaimedSince(Instant.ofEpochSecond(21))).isEqualTo(new ByteSize(100));
        assertThat(history.reclaimedSince(Instant.ofEpochSecond(41))).isEqualTo(ByteSize.ZERO);
    }

    @Test
    void it_reaches_back_to_before_its_oldest_run_unless_older_ones_may_have_gone() {
        var history = History.EMPTY;
        for (int i = 0; i < History.LIMIT; i++) {
            assertThat(history.reachesBackTo(Instant.EPOCH)).isTrue();
            history = history.with(ended(10 + i, Verdict.noHost()));
        }
        assertThat(history.reachesBackTo(Instant.ofEpochSecond(10))).isFalse();
        assertThat(history.reachesBackTo(Instant.ofEpochSecond(11))).isTrue();
    }

    private static Run ended(long second, Verdict verdict) {
        return new Run(Instant.ofEpochSecond(second), Instant.ofEpochSecond(second), verdict);
    }

    private static Verdict verdict(Random random) {
        var outcomes = Outcome.values();
        var failures = Failure.values();
        var codes = List.of(0, 1, -1, 255, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return new Verdict(
                outcomes[random.nextInt(outcomes.length)],
                random.nextBoolean() ? Optional.of(failures[random.nextInt(failures.length)]) : Optional.empty(),
                random.nextBoolean() ? Optional.of(codes.get(random.nextInt(codes.size()))) : Optional.empty(),
                random.nextBoolean() ? Optional.of(new ByteSize(random.nextLong() & Long.MAX_VALUE)) : Optional.empty(),
                random.nextBoolean() ? Optional.of("error " + random.nextInt(2)) : Optional.empty());
    }
}
