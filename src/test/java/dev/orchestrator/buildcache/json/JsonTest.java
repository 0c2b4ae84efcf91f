package dev.orchestrator.buildcache.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    private record Sample(BigDecimal durationS, String nothing) {}

    private static final Sample SAMPLE = new Sample(new BigDecimal("600"), null);

    @Test
    void keys_are_in_snake_case_and_null_is_written() {
        assertThat(new String(Json.bytes(SAMPLE), StandardCharsets.UTF_8))
                .isEqualTo("{\"duration_s\":600,\"nothing\":null}");
    }

    @Test
    void a_decimal_has_no_exponent_as_bytes_and_in_a_tree() {
        var large = new Sample(new BigDecimal("1E+3"), null);
        assertThat(new String(Json.bytes(large), StandardCharsets.UTF_8)).contains(":1000,");
        assertThat(Json.tree(SAMPLE).toString()).contains(":600,");
    }

    @Test
    void a_time_always_has_milliseconds() {
        assertThat(Json.time(Instant.parse("2026-01-01T00:00:00Z"))).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(Json.time(Instant.parse("2026-01-01T00:00:00.250999Z"))).isEqualTo("2026-01-01T00:00:00.250Z");
        assertThat(Json.time(Optional.empty())).isNull();
    }
}
