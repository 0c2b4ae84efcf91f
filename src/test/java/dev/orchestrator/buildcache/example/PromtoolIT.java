package dev.orchestrator.buildcache.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples for Prometheus and Grafana, checked by Prometheus' own promtool (Debian: {@code prometheus}). Without it
 * the tests are skipped; with {@code REQUIRE_PROMTOOL=true} in the environment that is a failure.
 */
class PromtoolIT {
    @TempDir
    private Path directory;

    private Path promtool;

    @BeforeEach
    void find_promtool() {
        var found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String reason = "no promtool here to check examples/ with";
            if (Boolean.parseBoolean(System.getenv("REQUIRE_PROMTOOL"))) {
                throw new AssertionError("REQUIRE_PROMTOOL=true, but there is " + reason);
            }
            // Maven's summary shows only the number of skipped tests.
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        promtool = found.orElseThrow();
    }

    @Test
    void the_alert_rules_are_valid() throws Exception {
        assertSucceeds("check", "rules", ExampleMetrics.ALERTS.toString());
    }

    @Test
    void the_alerts_fire_when_they_should_and_only_then() throws Exception {
        assertSucceeds("test", "rules", "examples/prometheus-alerts-test.yaml");
    }

    /** Each as a rule, with durations instead of Grafana's variables. */
    @Test
    void the_dashboards_expressions_are_valid() throws Exception {
        String rules = ExampleMetrics.expressions().stream()
                .map(expression -> expression
                        .replace("$__rate_interval", "5m")
                        .replace("$host", ".*")
                        .replace("'", "''"))
                .map(expression -> "      - {record: a:panel, expr: '" + expression + "'}\n")
                .distinct()
                .collect(Collectors.joining("", "groups:\n  - name: dashboard\n    rules:\n", ""));
        var file = Files.writeString(directory.resolve("dashboard.yaml"), rules);
        // Its lint rejects rules that differ only in their expression; that is not tested here.
        assertSucceeds("check", "rules", "--lint=none", file.toString());
    }

    private void assertSucceeds(String... arguments) throws Exception {
        var line = Stream.concat(Stream.of(promtool.toString()), Stream.of(arguments))
                .toList();
        var output = directory.resolve("output");
        int code = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(code)
                .as("%s:%n%s", String.join(" ", line), Files.readString(output))
                .isZero();
    }
}
