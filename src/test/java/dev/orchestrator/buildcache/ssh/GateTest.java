package dev.orchestrator.buildcache.ssh;

import static dev.orchestrator.buildcache.ssh.LocalLogin.PRUNE;
import static dev.orchestrator.buildcache.ssh.LocalLogin.VERSION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.ContextInspect;
import dev.orchestrator.buildcache.docker.DockerContext;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.Endpoint;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.docker.RecordIds;
import dev.orchestrator.buildcache.docker.RecordsPrune;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.ReadmeGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The README's gate, as it is printed there: what it lets through, under each shell that {@code sh} may be. */
class GateTest {
    static final List<String> SHELLS = List.of("dash", "busybox sh", "bash");

    private static final String INSPECT = new ContextInspect(Optional.empty()).line();

    private static final List<String> ALLOWED = Stream.of(Optional.<DockerContext>empty(), context("colima-1.x"))
            .flatMap(context -> Stream.concat(
                    Stream.of(
                            new DockerVersion(context),
                            new ContextInspect(context),
                            new EngineTime(context),
                            new ListCache(context),
                            new RecordsPrune(new RecordIds(List.of("a1")), false, context),
                            new RecordsPrune(new RecordIds(List.of("wxdgjchyrc8icgdmqyl5rxorc", "b")), true, context)),
                    Stream.of("24h", "12h", "7d", "1h30m", "90s", "0.5h", "100ms", "1us", "1ns", "1.5h30m0.25s")
                            .map(age -> Optional.of(new Age(age)))
                            .flatMap(age -> Stream.of(
                                    new BuilderPrune(age, false, context), new BuilderPrune(age, true, context)))))
            .map(RemoteCommand::line)
            .toList();

    private static final List<String> REFUSED = List.of(
            "",
            " ",
            "docker",
            "docker version",
            "docker --context colima",
            "docker --context colima ps",
            "docker system prune -af",
            "docker builder prune",
            "docker builder prune -f",
            "docker builder prune -f -a",
            "docker --context colima builder prune -f",
            "docker builder prune -af --filter until=24h",
            PRUNE.line() + "; touch evil",
            PRUNE.line() + " && touch evil",
            PRUNE.line() + " ",
            PRUNE.line() + "|touch evil",
            PRUNE.line() + " --filter until=1h",
            PRUNE.line() + "$(touch evil)",
            PRUNE.line() + "'",
            " " + PRUNE.line(),
            "docker builder prune -f --filter until=",
            "docker builder prune -f --filter until=0",
            "docker builder prune -f --filter until=0h",
            "docker builder prune -f --filter until=0.0h0s",
            "docker builder prune -f --filter until=-5s",
            "docker builder prune -f --filter until=7d",
            "docker builder prune -f --filter until=24",
            "docker builder prune -f --filter until=none",
            "docker builder prune -f --filter until=h1",
            "docker builder prune -f --filter until=٢h",
            "docker builder prune -f --filter until=24h -a",
            "docker builder prune -f -a --filter until=",
            "docker builder prune -f -a --filter until=24h;touch evil",
            "docker info",
            "docker info --format '{{json .}}'",
            "docker system df -v --format '{{json .}}'",
            "docker system df",
            "docker builder prune -f --filter 'id=^()$'",
            "docker builder prune -f --filter 'id=^(a||b)$'",
            "docker builder prune -f --filter 'id=^(a|)$'",
            "docker builder prune -f --filter 'id=^(|a)$'",
            "docker builder prune -f --filter 'id=^(.*)$'",
            "docker builder prune -f --filter 'id=^(A)$'",
            "docker builder prune -f --filter 'id=^(a)$' --filter until=1h",
            "docker builder prune -f --filter 'id=^(a)$'; touch evil",
            "docker builder prune -f --filter 'id=^(a'; touch evil; ')$'",
            "docker builder prune -f --filter 'id=^($(touch evil))$'",
            "docker builder prune -f --filter 'id=^(`touch evil`)$'",
            "docker builder prune -f --filter 'id=^(a)$' -a",
            "docker builder prune -f --filter 'id=^(a)$'x)$'",
            "docker builder prune -f --filter id=^(a)$",
            "docker builder prune -f -a --filter 'id=^(a b)$'",
            INSPECT + " -h",
            INSPECT + " a b",
            INSPECT + " $(touch evil)",
            INSPECT + "; touch evil",
            INSPECT + "x",
            "docker --context -H builder prune -f --filter until=24h",
            "docker --context  builder prune -f --filter until=24h",
            "docker --context a;touch evil builder prune -f --filter until=24h",
            "docker --context a -H tcp://10.0.0.7 builder prune -f --filter until=24h",
            "docker --context $(touch evil) version --format '{{json .}}'",
            "touch evil",
            "$(touch evil)",
            "`touch evil`",
            "*",
            "x) touch evil ;;",
            "\"; touch evil; \"",
            "sh -c 'touch evil'",
            "exec sh -c \"touch evil\"");

    private static final String NEWLINE_TRICK = PRUNE.line() + "\ntouch evil";

    @TempDir
    private Path folder;

    private LocalLogin login;
    private Path gate;
    private final Map<String, String> environment = new HashMap<>();
    private int code;

    @BeforeEach
    void start() throws IOException {
        login = new LocalLogin(folder);
        gate = Files.writeString(folder.resolve("gate"), ReadmeGate.script());
    }

    @AfterEach
    void stop() {
        login.close();
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void a_run_shares_a_connection_through_it(String shell) {
        assumeIsHere(shell);
        var runner = login.runner("export SSH_ORIGINAL_COMMAND=\"$last\"", "exec " + shell + " ./gate");
        assertThat(login.run(runner, VERSION, true).result())
                .isEqualTo(new Exited(0, "version --format {{json .}}\n", "err version\n", true));
        assertThat(login.run(runner, PRUNE, false).result())
                .isEqualTo(new Exited(0, "builder prune -f --filter until=24h\n", "err builder\n", true));
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void one_by_one_it_lets_through_its_commands_with_any_age_and_nothing_else(String shell) throws Exception {
        assumeIsHere(shell);
        for (var command : ALLOWED) {
            assertThat(given(shell, command, "")).isEqualTo(words(command) + "\n");
            assertThat(err()).startsWith("err ").doesNotContain("gate");
        }
        assertThat(login.asked()).hasSize(ALLOWED.size());
        for (var command :
                Stream.concat(REFUSED.stream(), Stream.of(NEWLINE_TRICK)).toList()) {
            assertThat(given(shell, command, "touch evil\ntouch evil\n"))
                    .as(command)
                    .isEmpty();
            assertThat(err()).as(command).startsWith("build-cache-pruner gate: ");
            assertThat(code).isEqualTo(126);
        }
        assertThat(login.asked()).hasSize(ALLOWED.size());
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    /** Whatever the first line is, a session starts; and it is the gate's own. */
    @ParameterizedTest
    @FieldSource("SHELLS")
    void a_session_never_runs_what_asked_for_it(String shell) throws Exception {
        assumeIsHere(shell);
        for (var command : List.of("exec sh -c 'touch evil'", "exec sh -c 'x'; touch evil", SessionText.TEXT)) {
            assertThat(given(shell, command, "abc\n" + NEWLINE_TRICK + "\n"))
                    .isEqualTo("\nabc ready\nbuilder prune -f --filter until=24h\n\nabc 0\n\nabc 126\n");
        }
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void in_a_session_it_lets_through_its_commands_with_any_age_and_nothing_else(String shell) throws Exception {
        assumeIsHere(shell);
        var lines = new ArrayList<>(List.of("$(touch evil)"));
        var expected = new StringBuilder("\n$(touch evil) ready\n");
        for (var command : REFUSED) {
            lines.add(command);
            expected.append("\n$(touch evil) 126\n");
        }
        for (var command : ALLOWED) {
            lines.add(command);
            expected.append(words(command)).append("\n\n$(touch evil) 0\n");
        }
        var cut = "\n" + PRUNE.line();
        assertThat(given(shell, SessionText.TEXT, String.join("\n", lines) + cut))
                .isEqualTo(expected.toString());
        assertThat(login.asked()).hasSize(ALLOWED.size());
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void a_prune_without_an_age_is_let_through_only_by_a_gate_that_says_so(String shell) throws Exception {
        assumeIsHere(shell);
        var bare = new BuilderPrune(Optional.empty(), false);
        assertThat(given(shell, bare.line(), "")).isEmpty();
        assertThat(err()).isEqualTo("build-cache-pruner gate: a prune without an age is not allowed\n");
        Files.writeString(gate, Files.readString(gate).replace("without_age=no ", "without_age=yes "));
        assertThat(given(shell, bare.line(), "")).isEqualTo("builder prune -f\n");
        assertThat(given(shell, bare.in(context("own")).line(), "")).isEqualTo("--context own builder prune -f\n");
        assertThat(given(shell, "docker builder prune -f -a", "")).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void it_pins_the_engines_own_builder_and_refuses_another_machines_docker_host(String shell) throws Exception {
        assumeIsHere(shell);
        login.docker("echo \"$BUILDX_BUILDER\"");
        environment.put("BUILDX_BUILDER", "container");
        environment.put("DOCKER_HOST", "unix:///run/user/1000/docker.sock");
        assertThat(given(shell, PRUNE.line(), "")).isEqualTo("default\n");
        environment.put("DOCKER_HOST", "tcp://10.0.0.7:2376");
        assertThat(given(shell, HostBuilder.PRUNE.in(context("own")).line(), ""))
                .isEqualTo("own\n");
        for (var context : List.of(Optional.<DockerContext>empty(), context("default"))) {
            for (var command : List.of(HostBuilder.PRUNE.in(context), new DockerVersion(context))) {
                assertThat(given(shell, command.line(), "")).isEmpty();
                assertThat(Endpoint.refused(new Exited(code, "", err()))).contains(new Endpoint("tcp://10.0.0.7:2376"));
            }
        }
    }

    private static Optional<DockerContext> context(String name) {
        return Optional.of(new DockerContext(name));
    }

    /** What docker gets of this command line. */
    private static String words(String line) {
        return line.replaceFirst("docker ", "").replace("'", "");
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    /** @return what the gate writes to stdout for this command, when it is given this input */
    private String given(String shell, String command, String input) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(shell.split(" ")));
        line.add(gate.toString());
        var builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectInput(Files.writeString(folder.resolve("in"), input).toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("SSH_ORIGINAL_COMMAND", command);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        code = process.waitFor();
        assertThat(code).isIn(0, 1, 126);
        return out;
    }

    private static void assumeIsHere(String shell) {
        assumeTrue(Files.isExecutable(Path.of("/bin", shell.split(" ")[0])), shell);
    }
}
