package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environment variables of the program in its own process, with a configuration file of the operator's own. */
class EnvironmentIT {
    @TempDir
    private Path directory;

    @Test
    void a_variable_overrides_a_file_that_does_not_mention_it() throws Exception {
        try (var service = start(
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
        assertThat(refusal(
                        "all = true", Map.of("ORCH_BUILD_CACHE_PRUNE_UNTIL", "", "ORCH_DEPLOY_SSH_HOSTS", "build-01")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("ORCH_DEPLOY_SSH_HOSTS: there is no such environment variable; did you mean"
                                        + " ORCH_DEPLOY_SSH_HOST?"),
                        line -> assertThat(line)
                                .startsWith("build-cache-pruner.all")
                                .contains("requires an age"));
    }

    /** The lines on stderr of a program that exits with 2 and does nothing else. */
    private List<String> refusal(String settings, Map<String, String> environment) throws Exception {
        try (var service = start(settings, environment)) {
            assertThat(service.awaitEnd(ServiceProcess.START)).isEqualTo(2);
            assertThat(service.stdout()).isEmpty();
            return service.stderr().lines().toList();
        }
    }

    private ServiceProcess start(String settings, Map<String, String> environment) throws IOException {
        var file = Files.writeString(directory.resolve("own.conf"), "build-cache-pruner {\n" + settings + "\n}");
        return ServiceProcess.start(directory, environment, "-Dconfig.file=" + file);
    }
}
