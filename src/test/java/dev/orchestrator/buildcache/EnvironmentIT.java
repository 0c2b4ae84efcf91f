package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environment variables of the program in its own process, with a configuration file of the operator's own. */
class EnvironmentIT {
    @TempDir
    private Path directory;

    @Test
    void a_variable_overrides_a_file_that_does_not_mention_it() throws Exception {
        try (var service = ServiceProcess.startWithFile(
                directory,
                "until = 1h, hosts { a { until = 3h, enabled = no }, b.enabled = no }",
                Map.of("ORCH_BUILD_CACHE_PRUNE_UNTIL", "2h", "ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", "0"))) {
            assertThat(service.get("/api/hosts/a").at("/settings/command").asText())
                    .endsWith("until=3h");
            assertThat(service.get("/api/hosts/b").at("/settings/command").asText())
                    .endsWith("until=2h");
        }
    }

    @Test
    void an_empty_age_with_all_and_an_unknown_variable_are_refused() throws Exception {
        var environment = Map.of("ORCH_BUILD_CACHE_PRUNE_UNTIL", "", "ORCH_DEPLOY_SSH_HOSTS", "build-01");
        try (var service = ServiceProcess.startWithFile(directory, "all = true", environment)) {
            assertThat(service.refusal(2))
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .isEqualTo("ORCH_DEPLOY_SSH_HOSTS: there is no such environment variable; did you"
                                            + " mean ORCH_DEPLOY_SSH_HOST?"),
                            line -> assertThat(line)
                                    .startsWith("build-cache-pruner.all")
                                    .contains("requires an age"));
        }
    }
}
