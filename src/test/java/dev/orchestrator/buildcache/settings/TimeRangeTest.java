package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeRangeTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, PT24H, 0 s to 1 day",
        "PT0.001S, PT15S, 1 ms to 15 s",
        "PT1.5S, PT25H, 1500 ms to 90000 s",
        "P1D, P100D, 1 day to 100 days",
        "P365D, P36500D, 1 year to 100 years",
        "P364D, P366D, 364 days to 366 days"
    })
    void a_range_is_shown_in_the_largest_whole_units(Duration min, Duration max, String range) {
        assertThat(new TimeRange(min, max).allowed())
                .isEqualTo("a duration of " + range + ", such as 10s or a number of seconds");
    }
}
