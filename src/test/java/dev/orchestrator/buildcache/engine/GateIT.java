package dev.orchestrator.buildcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.testkit.ReadmeGate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's gate at a real sshd: as it should be, and installed wrongly under each login shell. */
class GateIT {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final List<String> SHELLS = List.of("bash", "dash", "tcsh", "fish", "zsh", "busybox");

    @TempDir
    private static Path dir;

    @BeforeAll
    static void start() {
        Requirements.areMetForLogins(
                dir, SHELLS.stream().map(shell -> Path.of("/bin", shell)).toList());
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    @Test
    void it_lets_a_run_share_a_connection_whatever_its_age() {
        try (var host = LoginHost.start(dir, Login.PLAIN.withGate(ReadmeGate.script()))) {
            int runs = 0;
            for (var prune : List.of(olderThan("24h", false), olderThan("12h", false), olderThan("1h30m", true))) {
                var ended = host.run(ACTORS, prune);
                assertThat(ended.outcome().reclaimed()).contains(LoginHost.RECLAIMED);
                assertThat(ended.separateConnections()).isEmpty();
                assertThat(host.connections()).isEqualTo(++runs);
                assertThat(host.asked())
                        .endsWith(LoginHost.VERSION, prune.line().substring("docker ".length()));
            }
        }
    }

    @Test
    void a_prune_without_an_age_is_refused_by_name() {
        try (var host = LoginHost.start(dir, Login.PLAIN.withGate(ReadmeGate.script()))) {
            var outcome =
                    host.run(ACTORS, new BuilderPrune(Optional.empty(), false)).outcome();
            assertThat(outcome.failure()).contains(Failure.GATE_REFUSED);
            assertThat(outcome.error())
                    .contains("rc=126: build-cache-pruner gate: a prune without an age is not allowed");
            assertThat(host.asked()).containsExactly(LoginHost.VERSION);
        }
    }

    static Stream<Arguments> installed_wrongly() {
        var windows = ReadmeGate.script().replace("\n", "\r\n");
        return SHELLS.stream()
                .flatMap(shell -> Stream.of(
                        arguments(shell, "no execute bit", ReadmeGate.script(), "rw-r--r--"),
                        arguments(shell, "CRLF", windows, "rwxr-xr-x"),
                        arguments(shell, "no such interpreter", "#!/nonexistent/sh\n", "rwxr-xr-x"),
                        arguments(shell, "a wrong path", "", "")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("installed_wrongly")
    void one_that_cannot_be_run_is_not_dockers_fault(String shell, String how, String script, String permissions) {
        var login = shell.equals("busybox") ? Login.busybox() : Login.of(Path.of("/bin", shell));
        try (var host = LoginHost.start(dir, login.withGate(script, permissions))) {
            var outcome = host.run(ACTORS).outcome();
            assertThat(outcome.failure()).as("of %s", outcome).contains(Failure.GATE_REFUSED);
            assertThat(outcome.error().orElseThrow()).contains("/gate");
            assertThat(host.asked()).isEmpty();
        }
    }

    /** Without a gate, it is. */
    @ParameterizedTest
    @MethodSource("shells")
    void a_docker_that_cannot_be_found_is_not_the_gates_fault(String shell) {
        var login = shell.equals("busybox") ? Login.busybox() : Login.of(Path.of("/bin", shell));
        try (var host = RealSshd.start(dir, DebianRoot.MACHINE, Optional.empty(), "", login.withoutSh())) {
            var outcome = OneRun.of(olderThan("24h", false), host.target(RealSshd.PRUNE), ACTORS);
            assertThat(outcome.failure()).as("of %s", outcome).contains(Failure.DOCKER_MISSING);
        }
    }

    static List<String> shells() {
        return SHELLS;
    }

    private static BuilderPrune olderThan(String age, boolean all) {
        return new BuilderPrune(Optional.of(new Age(age)), all);
    }
}
