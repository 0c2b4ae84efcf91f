package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "7, PT7S",
        "' 120 ', PT2M",
        "999999999, PT277777H46M39S",
        "'Mon, 23 Nov 2026 12:00:30 GMT', PT30S",
        "'Tue, 24 Nov 2026 12:00:00 GMT', PT24H",
        "'Mon, 23 Nov 2026 11:59:00 GMT', PT0S",
        "-1,",
        "1.5,",
        "soon,",
        "9999999999,",
        "'Mon, 23 Nov 2026',",
        "'',",
    })
    void it_is_seconds_or_a_date(String value, Duration wait) {
        assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Optional.ofNullable(wait));
    }

    @ParameterizedTest
    @CsvSource({
        "1,, PT5S",
        "2,, PT10S",
        "3,, PT20S",
        "4,, PT40S",
        "1, PT0S, PT5S",
        "1, PT7S, PT7S",
        "4, PT7S, PT40S",
        "1, PT30M, PT30M",
        "1, PT24H, PT1H",
    })
    void each_wait_is_twice_as_long_and_never_shorter_than_asked_for(int tried, Duration asked, Duration wait) {
        assertThat(Delivery.inDigests(Duration.ZERO).waitAfter(tried, Optional.ofNullable(asked)))
                .isEqualTo(wait);
    }

    @Test
    void a_try_takes_ten_seconds_at_most_and_a_hundred_messages_wait() {
        assertThat(Delivery.inDigests(Duration.ofMinutes(1)))
                .isEqualTo(new Delivery(Duration.ofMinutes(1), 5, Duration.ofSeconds(5), Duration.ofSeconds(10), 100));
        assertThat(Delivery.atOnce()).isEqualTo(Delivery.inDigests(Duration.ZERO));
    }
}
