package dev.orchestrator.buildcache.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReclaimedLatelyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    void a_period_counts_the_runs_that_ended_in_it() {
        var lately = ReclaimedLately.since(START)
                .with(succeeded(START, 1))
                .with(succeeded(START.plus(DAY), 10))
                .with(new Run(START.plus(DAY), START.plus(DAY), new Outcome.Unconfirmed()))
                .with(succeeded(START.plus(DAY.multipliedBy(3)), 100));
        var now = START.plus(DAY.multipliedBy(3)).plusSeconds(1);
        assertThat(lately.in(DAY, now)).isEqualTo(new ByteSize(100));
        assertThat(lately.in(DAY.multipliedBy(2), now)).isEqualTo(new ByteSize(100));
        assertThat(lately.in(DAY.multipliedBy(2).plus(ReclaimedLately.STEP), now))
                .isEqualTo(new ByteSize(110));
        assertThat(lately.in(WEEK, now)).isEqualTo(new ByteSize(111));
        assertThat(lately.in(DAY, now.plus(WEEK))).isEqualTo(ByteSize.ZERO);
    }

    /** In any order and with any pauses, the sum is the same as adding up the runs from the first whole step. */
    @Test
    void random_runs_give_the_same_sums_as_adding_them_up() {
        var random = new Random(7);
        for (int round = 0; round < 50; round++) {
            var lately = ReclaimedLately.since(START);
            var runs = new ArrayList<Run>();
            var now = START;
            for (int i = 0; i < 200; i++) {
                now = now.plusSeconds(random.nextInt(random.nextInt(10) == 0 ? 900_000 : 9_000));
                var run = succeeded(now.minusSeconds(random.nextInt(600)), random.nextInt(1000));
                runs.add(run);
                lately = lately.with(run);
                for (var period : new Duration[] {DAY, WEEK}) {
                    var end = now;
                    long step = ReclaimedLately.STEP.toSeconds();
                    long from = Math.floorDiv(end.minus(period).getEpochSecond(), step) * step + step;
                    long expected = runs.stream()
                            .filter(r -> r.end().getEpochSecond() >= from)
                            .mapToLong(
                                    r -> r.outcome().reclaimed().orElseThrow().bytes())
                            .sum();
                    assertThat(lately.in(period, end).bytes()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void a_period_is_complete_once_runs_have_been_counted_for_as_long() {
        var lately = ReclaimedLately.since(START);
        assertThat(lately.isComplete(DAY, START.plus(DAY).minusSeconds(1))).isFalse();
        assertThat(lately.isComplete(DAY, START.plus(DAY))).isTrue();
        assertThat(lately.isComplete(WEEK, START.plus(DAY))).isFalse();
    }

    @Test
    void a_run_that_ended_over_a_week_ago_is_ignored() {
        var lately = ReclaimedLately.since(START)
                .with(succeeded(START.plus(Duration.ofDays(30)), 5))
                .with(succeeded(START, 7));
        assertThat(lately.in(WEEK, START.plus(Duration.ofDays(30)))).isEqualTo(new ByteSize(5));
    }

    private static Run succeeded(Instant end, long bytes) {
        return new Run(end, end, new Outcome.Succeeded(new ByteSize(bytes)));
    }
}
