package dev.orchestrator.buildcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins at a real sshd that can't share a connection: the same run uses one per command, and prunes once. */
class SeparateConnectionsIT {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final Path BASH = Path.of("/bin/bash");
    private static final Path NOLOGIN = Path.of("/usr/sbin/nologin");

    /** The README's gate before there were sessions. */
    private static final String OLD_GATE = """
            #!/bin/sh
            case "$SSH_ORIGINAL_COMMAND" in
              "docker version --format '{{json .}}'") exec docker version --format '{{json .}}' ;;
              "docker builder prune -f --filter until=24h") exec docker builder prune -f --filter until=24h ;;
              *) echo "not allowed" >&2; exit 126 ;;
            esac
            """;

    /** Without a session, only docker itself can say where its engine is. */
    private static final List<String> EACH = List.of(LoginHost.VERSION, LoginHost.CONTEXT, LoginHost.PRUNE);
    /** A gate that compares commands refuses the question, and the run goes on. */
    private static final List<String> GATED = List.of(LoginHost.VERSION, LoginHost.PRUNE);

    @TempDir
    private static Path dir;

    @BeforeAll
    static void start() {
        Requirements.areMetForLogins(dir, List.of(BASH, NOLOGIN));
    }

    @AfterAll
    static void stop() {
        ACTORS.shutdownTestKit();
    }

    static Stream<Arguments> logins() {
        return Stream.of(
                arguments("an old gate", Login.PLAIN.withGate(OLD_GATE), "rc=126: not allowed", GATED),
                arguments("no sh", Login.PLAIN.withoutSh(), "rc=127: sh: 1: exec: sh: not found", EACH),
                arguments(
                        "a restricted shell", Login.of(BASH, "rbash"), "rc=1: rbash: line 1: exec: restricted", EACH));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("logins")
    void the_same_run_goes_on_with_a_connection_per_command(
            String about, Login login, String said, List<String> asked) {
        try (var host = LoginHost.start(dir, login);
                var pruning = host.start(ACTORS)) {
            assertSucceeded(pruning.next(), "ssh ended before the remote sh was ready: " + said);
            assertThat(host.connections()).as("one in vain, and three").isEqualTo(4);
            assertThat(host.asked()).isEqualTo(asked);

            assertSucceeded(pruning.again(), "ssh ended before the remote sh was ready: " + said);
            assertThat(host.connections()).as("none in vain").isEqualTo(7);
            assertThat(host.asked()).hasSize(2 * asked.size());
        }
    }

    @Test
    void a_login_that_is_refused_runs_nothing() {
        try (var host = LoginHost.start(dir, Login.of(NOLOGIN))) {
            var ended = host.run(ACTORS);
            assertThat(ended.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(ended.outcome().error().orElseThrow())
                    .isEqualTo("rc=1: This account is currently not available.");
            assertThat(host.connections()).isEqualTo(2);
            assertThat(host.asked()).isEmpty();
        }
    }

    /** One takes the nonce, and the remote sh waits for another; the other takes all there ever is. */
    @ParameterizedTest
    @ValueSource(strings = {"read -r line && echo \"$line\" > ~/taken", "/bin/cat > ~/taken"})
    void a_start_up_file_that_reads_takes_no_command(String reader) {
        var later = ActorTestKit.create(ManualTime.config());
        var time = ManualTime.get(later.system());
        try (var host = LoginHost.start(dir, Login.of(BASH).withFile(".bashrc", reader + "\n"));
                var pruning = host.start(later)) {
            time.timePasses(Duration.ofMillis(1));
            Await.until("something was read", () -> host.inHome("taken").matches("[0-9a-f]{32}\\n"));
            time.timePasses(Duration.ofSeconds(30));

            assertSucceeded(pruning.next(), "the remote sh wasn't ready within 30 s");
            assertThat(host.connections()).as("one in vain, and three").isEqualTo(4);
            assertThat(host.asked()).isEqualTo(EACH);
        } finally {
            later.shutdownTestKit();
        }
    }

    private static void assertSucceeded(LoginHost.Ended ended, String reason) {
        assertThat(ended.outcome().kind()).as("of %s", ended).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(ended.outcome().reclaimed()).contains(LoginHost.RECLAIMED);
        assertThat(ended.separateConnections()).contains(reason);
    }
}
