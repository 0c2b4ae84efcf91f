package dev.orchestrator.buildcache.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTimeTest {
    private static final EngineTime TIME = new EngineTime(Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "2026-11-26T07:30:15.319068488Z, 2026-11-26T07:30:15.319068488Z",
        "2026-11-26T07:30:15.3Z, 2026-11-26T07:30:15.300Z",
        "2026-11-26T07:30:15Z, 2026-11-26T07:30:15Z",
        "2026-11-26T07:30:15.319068488+02:00, 2026-11-26T05:30:15.319068488Z"
    })
    void reads_what_engines_print(String printed, Instant time) {
        assertThat(TIME.read(printed + "\n")).contains(time);
        assertThat(TIME.read("Welcome to build-01\n" + printed + "\r\nbye\n")).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "2026-11-26 07:30:15.3 +0000 UTC\n",
                "2026-11-26\n",
                "<no value>\n",
                "2026-11-26T07:30:15Z\n2026-11-26T07:30:15Z\n",
                "it is 2026-11-26T07:30:15Z\n"
            })
    void what_is_not_one_time_is_no_answer(String stdout) {
        assertThat(TIME.read(stdout)).isEmpty();
    }
}
