package dev.orchestrator.buildcache.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which engine and which builder the commands of a session reach, whatever the login's environment says. */
class SessionEngineTest {
    @TempDir
    private Path folder;

    static Stream<String> shells() {
        return SessionTextTest.posixShells();
    }

    @BeforeEach
    void docker() throws IOException {
        var docker = Files.writeString(folder.resolve("docker"), "#!/bin/sh\necho \"$BUILDX_BUILDER: $*\"\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_command_gets_the_builder_of_its_docker_context(String shell) throws Exception {
        for (var builder : new String[] {"", "container", "colima-1.x"}) {
            assertThat(run(
                            shell,
                            Map.of("BUILDX_BUILDER", builder),
                            "docker builder prune -f",
                            "docker --context colima-1.x builder prune -f --filter until=24h"))
                    .isEqualTo("""

                            abc ready
                            default: builder prune -f

                            abc 0
                            colima-1.x: --context colima-1.x builder prune -f --filter until=24h

                            abc 0
                            """);
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void under_another_machines_docker_host_nothing_runs(String shell) throws Exception {
        for (var address : new String[] {
            "tcp://10.0.0.7:2376", "10.0.0.7:2376", "ssh://ci@b", "npipe:////b/pipe/x", "unixx:", "x unix:", "$(id)"
        }) {
            var out = run(shell, Map.of("DOCKER_HOST", address), "docker version", "echo --context x");
            assertThat(out).as(address).isEqualTo("\nabc ready\n\nabc 126\n\nabc 126\n");
            assertThat(err())
                    .startsWith("\nabc ready\nbuild-cache-pruner: DOCKER_HOST is " + address + "\n\nabc\nbuild-cache");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void under_a_docker_host_of_the_machine_itself_and_in_another_context_everything_runs(String shell)
            throws Exception {
        for (var address : new String[] {"", "unix:///run/user/1000/docker.sock", "npipe:////./pipe/docker_engine"}) {
            assertThat(run(shell, Map.of("DOCKER_HOST", address), "docker version"))
                    .isEqualTo("\nabc ready\ndefault: version\n\nabc 0\n");
        }
        assertThat(run(shell, Map.of("DOCKER_HOST", "tcp://10.0.0.7:2376"), "docker --context own version"))
                .isEqualTo("\nabc ready\nown: --context own version\n\nabc 0\n");
        assertThat(run(shell, Map.of("DOCKER_HOST", "tcp://10.0.0.7:2376"), "docker --context default version"))
                .isEqualTo("\nabc ready\n\nabc 126\n");
    }

    private String run(String shell, Map<String, String> environment, String... lines)
            throws IOException, InterruptedException {
        var stdin = Files.writeString(folder.resolve("in"), "abc\n" + String.join("\n", lines) + "\n");
        var builder = new ProcessBuilder("sh", "-c", SessionText.TEXT.replaceFirst("exec sh", "exec " + shell))
                .redirectInput(stdin.toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return out;
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
