package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the program prints, in its own process, when it refuses to start: one line per problem. */
class RefusalsIT {
    @TempDir
    private Path directory;

    @Test
    void every_bad_setting_is_one_line_that_helps() throws Exception {
        assertThat(refusal("""
                        until = "%s"
                        ssh { user = prune, identity-file = "/nonexistent/key" }
                        hosts {
                          build-01.example.org {}
                          a.ssh.host = "prune@build-02:2222"
                          b.ssh.host = "prune:SECRET@build-03"
                        }
                        """.formatted("9h".repeat(20_000))))
                .allMatch(line -> line.startsWith("build-cache-pruner.") && line.length() < 1_000)
                .noneMatch(line -> line.contains("SECRET") || line.contains("Exception"))
                .anyMatch(line -> line.contains(".until = \"9h9h") && line.contains("more than 4096 characters"))
                .anyMatch(line -> line.contains(".identity-file") && line.contains(": No such file; "))
                .anyMatch(
                        line -> line.contains(".hosts.build-01.example ") && line.endsWith("\"build-01.example.org\""))
                .anyMatch(line -> line.contains(".hosts.a.ssh.host = ")
                        && line.contains("the user is set by ssh.user, the port is set by ssh.port"))
                .anyMatch(line -> line.contains(".hosts.b.ssh.host = ") && line.contains("prune:(not shown)@build-03"))
                .hasSize(5);
    }

    @Test
    void two_spellings_of_a_host_are_refused() throws Exception {
        assertThat(refusal("hosts { c { ssh { host = build-04, port = 22 } }, d.ssh.host = Build-04. }"))
                .singleElement()
                .asString()
                .contains("c and d are the same host");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "until = ${NOT_SET}|${NOT_SET}",
                "telegram.bot-token = \"SECRET\"${a.b}|${a.b}",
                "telegram { bot-token = \"SECRET|this is not valid HOCON"
            })
    void a_file_that_cannot_be_resolved_names_what_is_not_set(String settings, String named) throws Exception {
        assertThat(refusal(settings))
                .singleElement()
                .asString()
                .startsWith("the configuration cannot be read: ")
                .contains("own.conf", named)
                .doesNotContain("SECRET");
    }

    @Test
    void a_file_that_is_nested_too_deeply_is_one_line_too() throws Exception {
        assertThat(refusal("a {".repeat(100_000) + "}".repeat(100_000)))
                .singleElement()
                .asString()
                .isEqualTo("the configuration cannot be read: it is nested too deeply");
    }

    @Test
    void a_wrong_system_property_is_refused_like_any_setting() throws Exception {
        try (var service = ServiceProcess.start(
                directory,
                Map.of(),
                "-Dbuild-cache-pruner.interval=soon",
                "-Dbuild-cache-pruner.ssh.pass-environment=1")) {
            assertThat(service.refusal(2))
                    .hasSize(2)
                    .anyMatch(line ->
                            line.startsWith("build-cache-pruner.interval = \"soon\" (system properties): must be "))
                    .anyMatch(line -> line.startsWith(
                            "build-cache-pruner.ssh.pass-environment = \"1\" (system properties): must be "));
        }
    }

    @Test
    void a_missing_file_is_named() throws Exception {
        var file = directory.resolve("missing.conf");
        try (var service = ServiceProcess.start(directory, Map.of(), "-Dconfig.file=" + file)) {
            assertThat(service.refusal(2))
                    .singleElement()
                    .asString()
                    .startsWith("the configuration cannot be read: " + file)
                    .contains("No such file");
        }
    }

    @Test
    void an_address_that_is_not_this_machines_names_its_setting() throws Exception {
        try (var service =
                ServiceProcess.startWithFile(directory, "http { interface = 192.0.2.1, port = 0 }", Map.of())) {
            assertThat(service.awaitEnd(ServiceProcess.START)).isEqualTo(1);
            assertThat(service.stderr().lines())
                    .singleElement()
                    .asString()
                    .contains("192.0.2.1:0", "Cannot assign requested address", "http.interface");
        }
    }

    private List<String> refusal(String settings) throws Exception {
        try (var service = ServiceProcess.startWithFile(directory, settings, Map.of())) {
            return service.refusal(2);
        }
    }
}
