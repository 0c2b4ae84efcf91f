package dev.orchestrator.buildcache.engine;

import static dev.orchestrator.buildcache.engine.OneRun.allOlderThan;
import static dev.orchestrator.buildcache.engine.OneRun.olderThan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.engine.EngineVersion.Cli;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hosts where the prune is impossible or forbidden, or is reported in other words. The failures are real, so the texts
 * that classify them are those that Docker and a shell really print.
 *
 * <p>Needs what {@link Requirements} says, and is skipped elsewhere. With {@code REQUIRE_REAL_ENGINE=true} in the
 * environment a skip is a failure.
 */
@ParameterizedClass
@EnumSource(EngineVersion.class)
class OtherHostsIT {
    private static final ActorTestKit ACTORS = ActorTestKit.create();

    @TempDir
    private static Path dir;

    private static RealEngine engine;

    @Parameter
    private EngineVersion version;

    @BeforeParameterizedClassInvocation
    static void start(EngineVersion version) {
        Requirements.areMet(version, dir);
        engine = RealEngine.start(version, dir);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        engine.close();
    }

    @AfterAll
    static void stopActors() {
        ACTORS.shutdownTestKit();
    }

    static Stream<Cli> clis() {
        return engine.clis();
    }

    @ParameterizedTest
    @MethodSource("clis")
    void a_stopped_engine_is_reported(Cli cli) {
        try (var other = RealEngine.start(engine.version(), dir);
                var host = RealSshd.with(cli, other, dir)) {
            assertThat(run(host).kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
            other.stop();

            assertFails(host, RealSshd.ROOT, Failure.DOCKER_NOT_RUNNING, 1, "Cannot connect to the Docker daemon");
        }
    }

    @Test
    void a_missing_docker_is_reported() {
        try (var host = RealSshd.start(dir, Optional.empty(), engine.dockerHost())) {
            assertFails(host, RealSshd.ROOT, Failure.DOCKER_MISSING, 127, "sh: 1: docker: not found");
        }
    }

    @ParameterizedTest
    @MethodSource("clis")
    void a_denied_socket_is_reported(Cli cli) {
        try (var host = RealSshd.with(cli, engine, dir)) {
            assertFails(
                    host,
                    RealSshd.OUTSIDER,
                    Failure.DOCKER_PERMISSION,
                    1,
                    "permission denied while trying to connect to the ");
        }
    }

    /** The {@code docker} of Debian's package podman-docker, with a note of what it was asked for. */
    @Test
    void podman_is_refused_and_keeps_its_images() throws IOException {
        Requirements.isThere(Requirements.PODMAN);
        var asked = Files.createTempDirectory(dir, "podman").resolve("asked");
        String docker = """
                echo "$@" >> %s
                echo "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg." >&2
                exec %s "$@"
                """.formatted(asked, Requirements.PODMAN);
        try (var host = RealSshd.start(dir, Optional.of(docker), engine.dockerHost())) {
            // Without a name: an image that Podman's prune would take.
            String image = host.run(Requirements.PODMAN + " import --quiet - < /dev/null");
            assertThat(image).startsWith("sha256:");

            for (var prune : List.of(olderThan("1ms"), allOlderThan("1ms"))) {
                var outcome = OneRun.of(prune, host.target(RealSshd.ROOT), ACTORS);

                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REFUSED);
                assertThat(outcome.error())
                        .hasValueSatisfying(error -> assertThat(error).startsWith("refused: "));
            }
            assertThat(host.run(Requirements.PODMAN + " images --quiet --no-trunc"))
                    .isEqualTo(image);
            assertThat(asked).hasContent("version --format {{json .}}\nversion --format {{json .}}");
        }
    }

    static Stream<Arguments> reports() {
        return Stream.of(
                arguments("Total reclaimed space: 16.43 MB\\n", 16_430_000),
                arguments(
                        "Deleted build cache objects:\\nsutetc69238b\\n\\nTotal reclaimed space: 1.983MB\\n",
                        1_983_000),
                arguments("Total:\\t1.98MB\\n", 1_980_000),
                arguments("Total:\\t0B\\n", 0),
                arguments(
                        "ID\\t\\t\\t\\t\\t\\tRECLAIMABLE\\tSIZE\\t\\tLAST ACCESSED\\n"
                                + "o9zw9mkjdstns3e1d46128bv2*              \\ttrue \\t\\t1.982MB   \\t3 seconds ago\\n"
                                + "rky6sl6sjrbxw54mvuu2onfk7*              \\ttrue \\t264B      \\t3 seconds ago\\n"
                                + "Total:\\t1.983MB\\n",
                        1_983_000));
    }

    /** Other versions of Docker's CLI, and buildx, which newer ones hand the prune to. */
    @ParameterizedTest
    @MethodSource("reports")
    void reports_of_other_versions_are_read(String printed, long bytes) {
        String docker = """
                if [ "$1" = version ]; then exec %s "$@"; fi
                echo 'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.' >&2
                [ "$*" = 'builder prune -f --filter until=24h' ] && printf '%s'
                """.formatted(Requirements.DOCKER, printed);
        try (var host = RealSshd.start(dir, Optional.of(docker), engine.dockerHost())) {
            var outcome = run(host);

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
            assertThat(outcome.reclaimed()).contains(new ByteSize(bytes));
        }
    }

    private static Outcome run(RealSshd host) {
        return OneRun.of(olderThan("24h"), host.target(RealSshd.ROOT), ACTORS);
    }

    /** Both of a run's commands fail in the same way: the preflight, and where there is none, the prune. */
    private static void assertFails(RealSshd host, String user, Failure failure, int code, String said) {
        for (boolean preflight : List.of(true, false)) {
            var outcome = OneRun.of(olderThan("24h"), preflight, host.target(user), ACTORS);

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(outcome.failure()).as("%s", outcome).contains(failure);
            assertThat(outcome.exitCode()).contains(code);
            assertThat(outcome.error())
                    // buildx begins with a word of its own.
                    .hasValueSatisfying(error ->
                            assertThat(error.replace(": ERROR: ", ": ")).startsWith("rc=" + code + ": " + said));
        }
    }
}
