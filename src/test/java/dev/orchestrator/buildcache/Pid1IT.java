package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as process 1, as in a container without an init. Needs root and {@code unshare}. */
class Pid1IT {
    private static final List<String> UNSHARE = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

    @TempDir
    private Path directory;

    @BeforeEach
    void needsNamespaces() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "no unshare");
        var attempt = new ProcessBuilder(new ArrayList<>(UNSHARE));
        attempt.command().add("true");
        assumeTrue(attempt.start().waitFor() == 0, "no namespaces");
    }

    @Test
    void what_ssh_leaves_behind_does_not_stay_a_zombie() throws Exception {
        var ssh = ShellScript.target(directory, "sleep 0.2 & exit 255").program();
        var environment = Map.of(
                "ORCH_DEPLOY_SSH_HOST", "build-01",
                "ORCH_SSH_PROGRAM", ssh,
                "ORCH_BUILD_CACHE_PRUNE_INTERVAL_S", "1",
                "ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", "0");
        try (var service = ServiceProcess.startBy(UNSHARE, directory, environment)) {
            service.awaitOutput("run on build-01 failed");
            long first = child(service.pid());
            Await.until("there is a zombie", () -> !zombies(first).isEmpty());
            var zombies = zombies(first);
            Await.until(
                    "it is reaped",
                    Duration.ofMinutes(1),
                    () -> zombies(first).stream().noneMatch(zombies::contains));
            assertThat(service.stdout()).doesNotContain("can't reap");
        }
    }

    private static long child(long parent) {
        return ProcessHandle.of(parent)
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /** Children that have ended and that nobody has waited for. */
    private static Set<String> zombies(long parent) {
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> stat(process)
                            .filter(stat -> stat.startsWith(" Z " + parent + " "))
                            .isPresent())
                    .map(process -> process.getFileName().toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What follows the name (proc_pid_stat(5)): the state, the parent. */
    private static Optional<String> stat(Path process) {
        try {
            var stat = Files.readString(process.resolve("stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 1));
        } catch (IOException noProcess) {
            return Optional.empty();
        }
    }
}
