package dev.orchestrator.buildcache.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is taken to have said what, and to have failed. */
class SshWordsTest {
    private static final String BANNER = "unauthorized access denied: Permission denied (law)\n".repeat(40);

    private final SshWords words = new SshWords(SshTarget.to("h"), BoundedOutput.ofStderr());
    private final List<String> line = words.toldApart(List.of("ssh", "-T"));
    private final Path log = Path.of(line.get(2));

    @AfterEach
    void delete() {
        words.delete();
        assertThat(log).doesNotExist();
    }

    @Test
    void a_banner_is_not_what_the_host_says_once_somebody_is_logged_in() {
        stderr(BANNER);
        login();
        stderr("oops\n");
        assertThat(words.result(7, "out")).isEqualTo(new Exited(7, "out", "oops\n", "", false));
    }

    @Test
    void before_that_only_ssh_can_have_failed() throws Exception {
        stderr(BANNER);
        ssh("Permission denied (publickey).\r\n");
        assertThat(words.result(255, ""))
                .isEqualTo(new Exited(255, "", BANNER, "Permission denied (publickey).\r\n", false));
    }

    @Test
    void a_code_of_255_after_the_login_is_the_hosts_unless_ssh_says_something() throws Exception {
        login();
        stderr("Connection refused\n");
        assertThat(words.result(255, "")).isEqualTo(new Exited(255, "", "Connection refused\n", "", true));
        ssh("Timeout, server h not responding.\r\n");
        assertThat(words.result(255, ""))
                .isEqualTo(new Exited(255, "", "Connection refused\n", "Timeout, server h not responding.\r\n", false));
    }

    /** ssh writes these to stderr, whatever its log is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection to 127.0.0.1 closed by remote host.",
                "Read from remote host 127.0.0.1: Connection reset by peer"
            })
    void what_ssh_says_last_is_sshs(String last) {
        login();
        stderr("progress\n" + last + "\r\n");
        assertThat(words.result(255, "")).isEqualTo(new Exited(255, "", "progress\n", last + "\r\n", false));
        stderr("more\n");
        assertThat(((Exited) words.result(255, "")).framed()).as("not the last").isTrue();
    }

    private void login() {
        var nonce = Pattern.compile("[0-9a-f]{32}").matcher(line.toString());
        assertThat(nonce.find()).isTrue();
        stderr("\n" + nonce.group() + "\n");
    }

    private void stderr(String text) {
        words.stderr().take(text.getBytes(UTF_8), 0, text.length());
    }

    private void ssh(String text) throws Exception {
        Files.writeString(log, text);
    }
}
