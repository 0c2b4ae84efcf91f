package dev.orchestrator.buildcache.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void a_duration_is_counted_in_the_first_bucket_that_holds_it() {
        assertThat(place(0)).isEqualTo(0.1);
        assertThat(place(100)).isEqualTo(0.1);
        assertThat(place(101)).isEqualTo(0.5);
        assertThat(place(600_000)).isEqualTo(600);
        assertThat(place(600_001)).isInfinite();
    }

    @Test
    void adding_a_duration_does_not_change_the_earlier_histogram() {
        var one = DurationHistogram.EMPTY.with(Duration.ofMillis(2500));
        var two = one.with(Duration.ofMillis(1));
        assertThat(Arrays.stream(DurationHistogram.EMPTY.counts()).sum()).isZero();
        assertThat(Arrays.stream(one.counts()).sum()).isEqualTo(1);
        assertThat(Arrays.stream(two.counts()).sum()).isEqualTo(2);
        assertThat(two.totalSeconds()).isEqualTo(2.501);
        assertThat(two)
                .isNotEqualTo(one)
                .isEqualTo(DurationHistogram.EMPTY.with(Duration.ofMillis(1)).with(Duration.ofMillis(2500)));
    }

    @Test
    void the_bounds_ascend_to_infinity() {
        assertThat(DurationHistogram.bounds())
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith(Double.POSITIVE_INFINITY);
    }

    private static double place(long millis) {
        var counts = DurationHistogram.EMPTY.with(Duration.ofMillis(millis)).counts();
        int place = 0;
        while (counts[place] == 0) {
            place++;
        }
        return DurationHistogram.bounds()[place];
    }
}
