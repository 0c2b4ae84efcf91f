package dev.orchestrator.buildcache.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0",
        "PT10M, 600",
        "PT6H, 21600",
        "PT0.25S, 0.25",
        "PT1.5S, 1.5",
        "PT1.001S, 1.001",
        "PT1.0009S, 1",
        "PT0.0009S, 0",
        "P100D, 8640000",
        "PT2562047H47M16.854775807S, 9223372036.854"
    })
    void a_duration_is_plain_seconds_exact_to_the_millisecond(Duration time, String seconds) {
        assertThat(Seconds.of(time)).hasToString(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "2026-11-23T08:00:00Z, 1795420800",
        "2026-11-23T08:00:00.25Z, 1795420800.25",
        "2026-11-23T08:00:00.123456789Z, 1795420800.123",
        "2001-09-09T01:46:40Z, 1000000000"
    })
    void an_instant_is_seconds_since_the_epoch(Instant time, String seconds) {
        assertThat(Seconds.of(time)).hasToString(seconds);
    }
}
