package dev.orchestrator.buildcache.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.DockerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The remote side of a session as it is, under every shell of this machine. */
class SessionTextTest {
    /** Login shells with {@code -c}, as sshd calls them. */
    private static final List<String> LOGIN_SHELLS = List.of("sh", "bash", "dash", "tcsh", "fish", "zsh", "mksh");
    /** What {@code sh} may be. */
    private static final List<String> SH = List.of("bash", "dash", "busybox sh", "mksh");

    @TempDir
    private Path folder;

    static Stream<String> loginShells() {
        return LOGIN_SHELLS.stream().filter(SessionTextTest::isHere);
    }

    static Stream<String> posixShells() {
        return SH.stream().filter(SessionTextTest::isHere);
    }

    private static boolean isHere(String shell) {
        return Stream.of("/bin", "/usr/bin").anyMatch(dir -> Files.isExecutable(Path.of(dir, shell.split(" ")[0])));
    }

    @Test
    void a_session_gets_the_arguments_of_a_plain_ssh_but_may_read_and_runs_a_constant_text() {
        var target = SshTarget.to("build-01");
        var plain = new ArrayList<>(target.commandLine(new DockerVersion()));
        assertThat(plain.remove("-n")).isTrue();
        plain.set(plain.size() - 1, SessionText.TEXT);
        assertThat(target.sessionLine()).isEqualTo(plain);
    }

    @Test
    void nothing_in_the_text_is_read_differently_by_another_login_shell() {
        assertThat(SessionText.TEXT).matches("exec sh -c '[^'!\\n]*'").doesNotContain("\\\\");
    }

    @Test
    void a_nonce_is_128_bits_in_hexadecimal_and_never_the_same() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(nonces.add(SessionText.newNonce())).isTrue();
        }
        assertThat(nonces).allMatch(Pattern.compile("[0-9a-f]{32}").asMatchPredicate());
    }

    @ParameterizedTest
    @MethodSource("loginShells")
    void every_login_shell_runs_the_loop(String shell) throws Exception {
        assertRuns(List.of(shell, "-c", SessionText.TEXT));
    }

    @ParameterizedTest
    @MethodSource("posixShells")
    void every_sh_runs_the_loop(String shell) throws Exception {
        assertRuns(List.of("sh", "-c", SessionText.TEXT.replaceFirst("exec sh", "exec " + shell)));
    }

    private void assertRuns(List<String> line) throws Exception {
        assertThat(given(line, "abc\necho out; exit 3\nprintf 'a b\\nc' >&2; printf %s \"$1 $c\"\ncat; kill -9 $$\n"))
                .isEqualTo("\nabc ready\nout\n\nabc 3\n \nabc 0\n\nabc 137\n");
        assertThat(folder.resolve("err")).content(UTF_8).startsWith("\nabc ready\n\nabc\na b\nc\nabc\n");
    }

    @ParameterizedTest
    @MethodSource("posixShells")
    void a_line_without_its_end_never_runs(String shell) throws Exception {
        var line = List.of("sh", "-c", SessionText.TEXT.replaceFirst("exec sh", "exec " + shell));
        assertThat(given(line, "abc\necho one\necho two")).isEqualTo("\nabc ready\none\n\nabc 0\n");
        assertThat(given(line, "abc")).isEmpty();
        assertThat(given(line, "")).isEmpty();
    }

    /** @return what it writes to stdout when it is given this input; stderr is in a file */
    private String given(List<String> line, String input) throws IOException, InterruptedException {
        var stdin = Files.writeString(folder.resolve("in"), input);
        var process = new ProcessBuilder(line)
                .redirectInput(stdin.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return out;
    }
}
