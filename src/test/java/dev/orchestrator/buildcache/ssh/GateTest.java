package dev.orchestrator.buildcache.ssh;

import static dev.orchestrator.buildcache.ssh.LocalLogin.PRUNE;
import static dev.orchestrator.buildcache.ssh.LocalLogin.VERSION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The README's gate, as it is printed there: what it lets through, under each shell that {@code sh} may be. */
class GateTest {
    static final List<String> SHELLS = List.of("dash", "busybox sh", "bash");

    private static final List<String> ALLOWED = List.of(VERSION.line(), PRUNE.line());

    private static final List<String> REFUSED = List.of(
            "",
            " ",
            "docker",
            "docker version",
            "docker system prune -af",
            "docker builder prune -f",
            "docker builder prune -af --filter until=24h",
            PRUNE.line() + "; touch evil",
            PRUNE.line() + " && touch evil",
            PRUNE.line() + " ",
            " " + PRUNE.line(),
            "touch evil",
            "$(touch evil)",
            "`touch evil`",
            "*",
            "x) touch evil ;;",
            "\"; touch evil; \"",
            "exec sh -c 'touch evil'");

    @TempDir
    private Path folder;

    private LocalLogin login;
    private Path gate;

    @BeforeEach
    void start() throws IOException {
        login = new LocalLogin(folder);
        var readme = Files.readString(Path.of("README.md"));
        int from = readme.lastIndexOf("#!/bin/sh", readme.indexOf("$SSH_ORIGINAL_COMMAND"));
        var printed = readme.substring(from, readme.indexOf("```", from));
        gate = Files.writeString(
                folder.resolve("gate"),
                printed.lines().map(line -> line.replaceFirst("^ {3}", "")).collect(Collectors.joining("\n")));
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
    void one_by_one_it_lets_through_two_commands_and_nothing_else(String shell) throws Exception {
        assumeIsHere(shell);
        for (var command : ALLOWED) {
            assertThat(given(shell, command, "")).startsWith(command.split(" ")[1]);
        }
        assertThat(login.asked()).containsExactly("version", "builder");
        for (var command : REFUSED) {
            assertThat(given(shell, command, "touch evil\ntouch evil\n")).doesNotContain("prune");
        }
        assertThat(login.asked()).hasSize(2);
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @ParameterizedTest
    @FieldSource("SHELLS")
    void in_a_session_it_lets_through_two_commands_and_nothing_else(String shell) throws Exception {
        assumeIsHere(shell);
        var lines = new ArrayList<>(List.of("$(touch evil)"));
        var expected = new StringBuilder("\n$(touch evil) ready\n");
        for (var command : REFUSED) {
            lines.add(command);
            expected.append("\n$(touch evil) 126\n");
        }
        lines.addAll(ALLOWED);
        expected.append("version --format {{json .}}\n\n$(touch evil) 0\n");
        expected.append("builder prune -f --filter until=24h\n\n$(touch evil) 0\n");
        var cut = "\n" + PRUNE.line();
        assertThat(given(shell, SessionText.TEXT, String.join("\n", lines) + cut))
                .isEqualTo(expected.toString());
        assertThat(login.asked()).containsExactly("version", "builder");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    /** @return what the gate writes to stdout for this command, when it is given this input */
    private String given(String shell, String command, String input) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(shell.split(" ")));
        line.add(gate.toString());
        var builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectInput(Files.writeString(folder.resolve("in"), input).toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("SSH_ORIGINAL_COMMAND", command);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isIn(0, 1, 126);
        return out;
    }

    private static void assumeIsHere(String shell) {
        assumeTrue(Files.isExecutable(Path.of("/bin", shell.split(" ")[0])), shell);
    }
}
