package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.PrunePolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTimeoutTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, PT60S",
                "timeout = 30, PT30S",
                "probe-timeout = 5, PT5S",
                "'timeout = 5, probe-timeout = 9', PT5S"
            })
    void the_smaller_of_both_limits_holds_without_an_error(String set, Duration limit) throws Exception {
        var settings = Hocon.read(set == null ? "" : set);
        assertThat(settings.pruner().policy().probeTimeLimit()).isEqualTo(limit);
    }

    @Test
    void each_host_may_have_its_own() throws Exception {
        var hosts = Hocon.read("probe-timeout = 20, hosts { a {}, b { probe-timeout = 90s } }")
                .fleet()
                .hosts();
        assertThat(hosts)
                .extracting(host -> host.policy().probeTimeLimit())
                .containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(90));
    }

    @Test
    void a_policy_with_one_out_of_range_is_rejected() {
        var prune = BuilderPrune.olderThan(new Age("24h"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PrunePolicy(prune, true, Duration.ofMinutes(1), Duration.ofMillis(999)))
                .withMessage("probeTimeLimit is 0.999 s: must be 1 s to 100 days");
    }
}
