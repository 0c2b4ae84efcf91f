package dev.orchestrator.buildcache;

import static dev.orchestrator.buildcache.testkit.Shells.PRUNE_LINE;
import static dev.orchestrator.buildcache.testkit.Shells.engine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orchestrator.buildcache.demo.EmbeddedSshHost;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.Shells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of ssh when the service can't end it, and of the service when it can't start ssh. */
class CrashIT {
    private static final Duration END = Duration.ofSeconds(10);

    private static final String TOO_MANY = "Too many open files";

    @TempDir
    private Path directory;

    private RealSsh ssh;

    @BeforeEach
    void keys() {
        ssh = new RealSsh(directory);
    }

    @Test
    void the_session_of_a_service_that_was_killed_ends_and_starts_nothing_more() throws Exception {
        var hang = new Shells.Hang();
        try (var host = ssh.host(hang);
                var service = start(host, Map.of())) {
            hang.awaitEntered();
            assertKilledWithItsSsh(service);
            hang.release.countDown();
            hang.over.await();
            assertThat(host.commandLines()).doesNotContain(PRUNE_LINE);
        }
    }

    @Test
    void a_plain_ssh_of_a_service_that_was_killed_ends() throws Exception {
        var hang = new Shells.Hang();
        try (var host = ssh.host(hang);
                var service = start(host, Map.of("ORCH_BUILD_CACHE_PRUNE_PREFLIGHT", "false"))) {
            hang.awaitEntered();
            assertKilledWithItsSsh(service);
        }
    }

    /** Its first run has no ssh: what a failed run needs is then loaded, for which classes in a folder need files. */
    @Test
    void a_service_that_may_open_no_more_files_fails_its_run_and_goes_on_later() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "no prlimit");
        var program = directory.resolve("ssh");
        var environment = Map.of("ORCH_BUILD_CACHE_PRUNE_INTERVAL_S", "1", "ORCH_SSH_PROGRAM", program.toString());
        try (var host = ssh.host(engine("Total reclaimed space: 2.3GB\n"));
                var service = start(host, environment)) {
            service.awaitOutput("No such file or directory");
            Files.writeString(program, "#!/bin/sh\nexec ssh \"$@\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            service.awaitOutput("succeeded");
            limitFiles(service, 5);
            Await.until(
                    "a run fails",
                    ServiceProcess.START,
                    () -> service.stdout()
                            .lines()
                            .anyMatch(line -> line.contains("run on 127.0.0.1 failed") && line.contains(TOO_MANY)));
            limitFiles(service, 4096);
            var runs = service.get("/status").at("/history");
            assertThat(runs)
                    .filteredOn(run -> run.at("/error").asText().contains(TOO_MANY))
                    .isNotEmpty()
                    .allMatch(run -> run.at("/failure").asText().equals("other"));
            int before = host.connections();
            Await.until("it runs again", () -> host.connections() > before);
        }
    }

    @Test
    void java_ends_for_want_of_memory_where_maven_starts_the_service() throws Exception {
        assertThat(Files.readString(Path.of(".mvn", "jvm.config"))).contains("-XX:+ExitOnOutOfMemoryError");
    }

    private static void assertKilledWithItsSsh(ServiceProcess service) throws Exception {
        var clients = service.clients();
        assertThat(clients).hasSize(1);
        service.kill();
        service.awaitEnd(END);
        Await.until("no ssh is left", END, () -> clients.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static void limitFiles(ServiceProcess service, int count) throws Exception {
        var command = List.of("prlimit", "--pid", Long.toString(service.pid()), "--nofile=" + count + ":");
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private ServiceProcess start(EmbeddedSshHost host, Map<String, String> more) throws IOException {
        return ServiceProcess.start(directory, ServiceProcess.environment(host, ssh, more));
    }
}
