package dev.orchestrator.buildcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run shares one connection whatever the login shell is, also if the shell's start-up file prints something. */
class LoginShellsIT {
    private static final ActorTestKit ACTORS = ActorTestKit.create();

    /** Each shell, and the file that it reads before every command. */
    private static final Map<String, String> STARTUP_FILES =
            Map.of("bash", ".bashrc", "tcsh", ".cshrc", "fish", ".config/fish/config.fish", "zsh", ".zshenv");

    @TempDir
    private static Path dir;

    @BeforeAll
    static void start() {
        Requirements.areMetForLogins(dir, shells().map(Shell::program).toList());
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    record Shell(String name, Path program, Login login) {
        static Shell named(String name) {
            var program = Path.of("/bin", name);
            var file = Optional.ofNullable(STARTUP_FILES.get(name));
            var plain = name.equals("busybox") ? Login.busybox() : Login.of(program);
            return new Shell(
                    name,
                    program,
                    file.map(f -> plain.withFile(
                                    f, "echo Total: 9GB; echo \"it's \\$HOME\"; sh -c \"echo warning >&2\"\n"))
                            .orElse(plain));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Shell> shells() {
        return Stream.of("bash", "dash", "tcsh", "fish", "zsh", "busybox").map(Shell::named);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_run_shares_one_connection(Shell shell) {
        try (var host = LoginHost.start(dir, shell.login)) {
            for (int run = 1; run <= 2; run++) {
                var ended = host.run(ACTORS);
                assertThat(ended.outcome().kind()).as("of %s", ended).isEqualTo(Outcome.Kind.SUCCEEDED);
                assertThat(ended.outcome().reclaimed()).contains(LoginHost.RECLAIMED);
                assertThat(ended.separateConnections()).isEmpty();
                assertThat(host.connections()).isEqualTo(run);
            }
            assertThat(host.asked())
                    .containsExactly(LoginHost.VERSION, LoginHost.PRUNE, LoginHost.VERSION, LoginHost.PRUNE);
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void what_a_command_says_and_its_exit_code_come_back(Shell shell) {
        try (var host = LoginHost.start(dir, shell.login)) {
            host.makePruneFail();
            var ended = host.run(ACTORS);
            assertThat(ended.outcome().failure()).contains(Failure.DOCKER_PERMISSION);
            assertThat(ended.outcome().exitCode()).contains(3);
            assertThat(ended.outcome().error().orElseThrow())
                    .startsWith("rc=3: permission denied while trying to connect");
            assertThat(ended.separateConnections()).isEmpty();
            assertThat(host.connections()).isOne();
            assertThat(host.asked()).isEqualTo(List.of(LoginHost.VERSION, LoginHost.PRUNE));
        }
    }
}
