package dev.orchestrator.buildcache.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The words used in status and logs, and expected by the orchestrator. {@link RunPlanTest} tests how outcomes arise.
 */
class OutcomeTest {

    @ParameterizedTest
    @CsvSource({"PT10M, timeout after 600s", "PT1.5S, timeout after 1.5s", "PT2400H, timeout after 8640000s"})
    void a_run_that_was_cut_off_is_unknown_and_says_after_how_long(Duration limit, String error) {
        var outcome = Outcome.Unknown.timeout(limit);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(outcome.error()).contains(error);
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.reclaimed()).isEmpty();
    }

    @Test
    void without_a_host_a_run_is_skipped_with_the_text_that_the_orchestrator_expects() {
        var outcome = Outcome.Skipped.NO_HOST;
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.SKIPPED);
        assertThat(outcome.error()).contains("no ssh host configured (deploy_ssh_host empty)");
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.exitCode()).isEmpty();
    }

    @Test
    void every_outcome_and_failure_has_its_documented_word() {
        assertThat(Arrays.stream(Outcome.Kind.values()).map(Outcome.Kind::word))
                .containsExactly("succeeded", "unconfirmed", "failed", "unknown", "refused", "skipped");
        assertThat(Arrays.stream(Failure.values()).map(Failure::word))
                .containsExactly(
                        "host-unreachable",
                        "host-key-rejected",
                        "login-refused",
                        "gate-refused",
                        "docker-missing",
                        "docker-not-running",
                        "docker-permission",
                        "disk-full",
                        "bad-request",
                        "ssh-missing",
                        "other");
    }

    @Test
    void a_clock_set_back_during_a_run_gives_a_duration_of_zero() {
        var start = Instant.parse("2026-11-23T08:00:00Z");
        var outcome = Outcome.Skipped.NO_HOST;
        assertThat(new Run(start, start.minusSeconds(1), outcome).duration()).isZero();
        assertThat(new Run(start, start.plusMillis(1), outcome).duration()).isEqualTo(Duration.ofMillis(1));
    }
}
