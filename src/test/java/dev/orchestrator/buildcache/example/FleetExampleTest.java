package dev.orchestrator.buildcache.example;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.http.javadsl.ServerBinding;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.settings.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetExampleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ActorTestKit kit = ActorTestKit.create();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void the_fleets_routes_answer_beside_the_orchestrators_own() throws Exception {
        // Prints what ssh would print.
        var pruned = Files.writeString(directory.resolve("ssh"), "#!/bin/sh\necho Total: 5MB\n");
        Files.setPosixFilePermissions(pruned, PosixFilePermissions.fromString("rwx------"));
        var settings = Settings.read(ConfigFactory.parseString("""
                build-cache-pruner {
                  ssh.program = "%s"
                  preflight = false
                  http.port = 0
                  fleet.start-spread = 0
                  hosts { build-01 {}, build-02 {} }
                }
                """.formatted(pruned))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
        var listening = kit.createTestProbe(ServerBinding.class);
        LoggingTestKit.info("build-02: succeeded")
                .expect(
                        kit.system(),
                        () -> kit.spawn(FleetExample.orchestrator(settings, listening.getRef()), "orchestrator"));
        var address = listening.receiveMessage(PATIENCE).localAddress();
        String url = "http://127.0.0.1:" + address.getPort();

        assertThat(get(url + "/hello").body()).isEqualTo("This is the orchestrator.\n");
        var hosts = get(url + "/build-cache/api/hosts");
        assertThat(hosts.statusCode()).isEqualTo(200);
        assertThat(new ObjectMapper().readTree(hosts.body()).findValuesAsText("name"))
                .contains("build-01", "build-02");
        assertThat(ExampleMetrics.namesIn(get(url + "/build-cache/metrics").body()))
                .as("all but those of the program's own log and channels, and of a failure, since no host has one")
                .isEqualTo(ExampleMetrics.all().stream()
                        .filter(name ->
                                !name.matches(".*_(dropped_log_lines_total|alerts_.*|channel_.*|last_run_failure)"))
                        .collect(Collectors.toSet()));
        assertThat(get(url + "/api/hosts").statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> get(String url) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
