package dev.orchestrator.buildcache.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"24h", "1h30m", "90m", "45s", "500ms", "10us", "1ns", "1.5h", "0h30m", "1h0m0s", "2562047h"})
    void a_go_duration_is_sent_as_it_is(String text) {
        assertThat(new Age(text).text()).isEqualTo(text);
        assertThat(new Age(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1d, 24h",
        "7d, 168h",
        "10d, 240h",
        "0.5d, 12h",
        "1.25d, 30h",
        "0.01d, 0.24h",
        "1d12h, 36h",
        "12h1d, 36h",
        "1d30m, 24h30m",
        "1h30m1d, 25h30m",
        "0d5h, 5h",
        "0d30m, 0h30m",
        "106751d, 2562024h"
    })
    void days_are_sent_as_hours_since_go_does_not_know_them(String text, String sent) {
        assertThat(new Age(text).text()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({"24h, PT24H", "7d, PT168H", "1h30m, PT1H30M", "1.5h, PT1H30M", "500ms, PT0.5S", "1ns, PT0.000000001S"})
    void says_how_long_it_is(String text, Duration duration) {
        assertThat(new Age(text).duration()).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "24",
                "h",
                "24 h",
                " 24h",
                "24h ",
                "24h\n",
                "24H",
                "7D",
                "1w",
                "1y",
                "+24h",
                "-5s",
                "--5h",
                "1h-30m",
                "1h30",
                "1,5h",
                "1.h",
                ".5h",
                "1e3h",
                "NaNh",
                "1h$(reboot)",
                "24h;reboot",
                "'24h'",
                "٢٤h",
                "24hours",
                "24h until=1h",
                "2026-01-01T00:00:00"
            })
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Age(text))
                .withMessage(
                        "not an age: must be a positive Go duration such as 24h, 1h30m or 90m, or days such as 7d");
    }

    /** Go cuts every part down to whole nanoseconds before it adds them up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0h",
                "0s",
                "0d",
                "0.0h",
                "0h0m0s",
                "0.5ns",
                "0.5ns0.5ns",
                "0.9ns0.0009us",
                "0.00000000000001d",
                "106752d",
                "2562048h",
                "2562047h47m17s",
                "999999999999999999h"
            })
    void an_age_that_is_zero_for_go_or_beyond_what_it_can_hold_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Age(text))
                .withMessage(
                        "out of range: must be a positive Go duration such as 24h, 1h30m or 90m, or days such as 7d,"
                                + " at most about 292 years");
    }

    @Test
    void the_longest_age_is_the_one_that_go_can_hold() {
        assertThat(new Age("2562047h47m16.854775807s").text()).isEqualTo("2562047h47m16.854775807s");
        assertThatIllegalArgumentException().isThrownBy(() -> new Age("2562047h47m16.854775808s"));
    }

    @Test
    void the_same_age_in_days_and_in_hours_is_equal() {
        assertThat(new Age("7d")).isEqualTo(new Age("168h"));
    }
}
