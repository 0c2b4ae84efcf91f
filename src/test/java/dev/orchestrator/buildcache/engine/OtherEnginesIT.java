package dev.orchestrator.buildcache.engine;

import static dev.orchestrator.buildcache.engine.OneRun.olderThan;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.DockerContext;
import dev.orchestrator.buildcache.engine.EngineVersion.Cli;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.SessionMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logins whose docker reaches an engine by a docker context or by {@code DOCKER_HOST}, with real docker clients and a real
 * engine: one on the host itself is pruned, one elsewhere isn't, unless the settings name it.
 *
 * <p>Needs what {@link Requirements} says, and is skipped elsewhere. With {@code REQUIRE_REAL_ENGINE=true} in the
 * environment a skip is a failure.
 */
@ParameterizedClass
@EnumSource(EngineVersion.class)
class OtherEnginesIT {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final String VERSION = "version --format {{json .}}";
    private static final String INSPECT = "context inspect --format {{json .Endpoints.docker.Host}}";
    private static final String PRUNE = "builder prune -f --filter until=1s";

    @TempDir
    private static Path dir;

    private static RealEngine engine;
    private static Forwarder elsewhere;

    @Parameter
    private EngineVersion version;

    @BeforeParameterizedClassInvocation
    static void start(EngineVersion version) {
        Requirements.areMet(version, dir);
        engine = RealEngine.start(version, dir);
        elsewhere = Forwarder.to(engine.socket());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        elsewhere.close();
        engine.close();
    }

    @AfterAll
    static void stopActors() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void old_cache() {
        engine.clear();
        engine.build("app", "echo a > /a");
        engine.docker("rmi", "app");
        engine.awaitCacheOlderThan(Duration.ofSeconds(1));
    }

    static Stream<Cli> clis() {
        return engine.clis();
    }

    @ParameterizedTest
    @MethodSource("clis")
    void a_context_of_the_host_itself_is_pruned_and_named(Cli cli) throws IOException {
        for (var session : SessionMode.values()) {
            old_cache();
            try (var host = host(cli, "", Optional.of(engine.dockerHost()))) {
                assertPruned(run(host, olderThan("1s"), session));
                assertThat(asked()).containsExactly(VERSION, INSPECT + " chosen", "--context chosen " + PRUNE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clis")
    void a_context_of_another_machine_is_refused_and_keeps_its_cache(Cli cli) throws IOException {
        var before = engine.cache();
        for (var session : SessionMode.values()) {
            try (var host = host(cli, "", Optional.of(elsewhere.address()))) {
                assertRefused(run(host, olderThan("1s"), session), "its docker context chosen is ");
                assertThat(asked()).containsExactly(VERSION, INSPECT + " chosen");
            }
        }
        assertThat(engine.cache()).isEqualTo(before).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("clis")
    void a_context_of_another_machine_that_the_settings_name_is_pruned(Cli cli) throws IOException {
        var prune = olderThan("1s").in(Optional.of(new DockerContext("chosen")));
        // DOCKER_HOST leads nowhere: a context that is named doesn't follow it.
        for (var dockerHost : List.of("", "tcp://127.0.0.1:1")) {
            old_cache();
            try (var host = host(cli, dockerHost, Optional.of(elsewhere.address()))) {
                assertPruned(run(host, prune, SessionMode.SHARED));
                assertThat(asked()).containsExactly("--context chosen " + VERSION, "--context chosen " + PRUNE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clis")
    void a_docker_host_of_another_machine_is_refused_and_keeps_its_cache(Cli cli) throws IOException {
        var before = engine.cache();
        for (var prune : List.of(olderThan("1s"), olderThan("1s").in(Optional.of(new DockerContext("default"))))) {
            try (var host = host(cli, elsewhere.address(), Optional.empty())) {
                assertRefused(run(host, prune, SessionMode.SHARED), "its DOCKER_HOST is ");
                assertThat(asked()).isEmpty();
                assertRefused(run(host, prune, SessionMode.SEPARATE), "its DOCKER_HOST or docker context is ");
                assertThat(asked()).hasSize(2);
            }
        }
        assertThat(engine.cache()).isEqualTo(before).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("clis")
    void a_docker_host_of_the_host_itself_is_pruned(Cli cli) throws IOException {
        for (var session : SessionMode.values()) {
            old_cache();
            try (var host = host(cli, engine.dockerHost(), Optional.of(elsewhere.address()))) {
                assertPruned(run(host, olderThan("1s"), session));
                assertThat(asked().get(asked().size() - 1)).isEqualTo(PRUNE);
            }
        }
    }

    /** @param context where the docker context that the login has chosen leads to; empty for none */
    private static RealSshd host(Cli cli, String dockerHost, Optional<String> context) throws IOException {
        Files.deleteIfExists(dir.resolve("asked"));
        var docker = "echo \"$*\" >> " + dir.resolve("asked") + "\n" + cli.script();
        var host = RealSshd.start(dir, cli.root(), Optional.of(docker), dockerHost, Login.PLAIN);
        context.ifPresent(address -> {
            host.run(cli.program() + " context create chosen --docker host=" + address);
            host.run(cli.program() + " context use chosen");
        });
        return host;
    }

    private static List<String> asked() throws IOException {
        var asked = dir.resolve("asked");
        return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
    }

    private static Outcome run(RealSshd host, BuilderPrune prune, SessionMode session) {
        return OneRun.of(prune, host.target(RealSshd.ROOT).withSession(session), ACTORS);
    }

    private static void assertPruned(Outcome outcome) {
        assertThat(outcome.kind()).as("of %s", outcome).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(engine.cache()).isEmpty();
    }

    private static void assertRefused(Outcome outcome, String why) {
        assertThat(outcome.kind()).as("of %s", outcome).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(outcome.error().orElseThrow())
                .startsWith("refused: " + why + elsewhere.address() + ", not an engine of that machine");
    }
}
