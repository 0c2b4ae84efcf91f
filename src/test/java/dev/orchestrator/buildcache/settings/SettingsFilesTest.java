package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.ssh.SshTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFilesTest {
    private static final String ALLOWED = "must be a readable file: " + SshTarget.PATH_ALLOWED + ", or empty";
    private static final String RECORDED =
            "must be a file that can be written, or created in a folder that can be written: " + SshTarget.PATH_ALLOWED
                    + ", or empty";

    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void write_a_file() throws Exception {
        file = Files.writeString(dir.resolve("a file"), "key");
    }

    @Test
    void readable_files_are_accepted() throws Exception {
        var target = Hocon.read("""
                ssh { host = h, identity-file = "%1$s", known-hosts-file = "%1$s", host-key-checking = yes }
                """.formatted(file)).pruner().target().orElseThrow();
        assertThat(target.identityFile()).contains(file.toString());
        assertThat(target.knownHostsFile()).contains(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "accept-new", "no"})
    void a_directory_is_not_a_file(String checking) {
        for (String key : new String[] {"identity-file", "known-hosts-file"}) {
            assertThat(Hocon.problems("ssh { " + key + " = \"" + dir + "\", host-key-checking = " + checking + " }"))
                    .containsExactly("ssh." + key + " = \"" + dir + "\": " + allowed(key, checking));
        }
    }

    private static String allowed(String key, String checking) {
        return key.equals("identity-file") || checking.equals("yes") ? ALLOWED : RECORDED;
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "accept-new", "no"})
    void an_identity_file_must_exist(String checking) {
        var missing = dir.resolve("missing");
        assertThat(Hocon.problems("ssh { identity-file = \"" + missing + "\", host-key-checking = " + checking + " }"))
                .containsExactly("ssh.identity-file = \"" + missing + "\": No such file; " + ALLOWED);
    }

    @Test
    void a_known_hosts_file_must_exist_unless_ssh_may_create_it() throws Exception {
        var missing = dir.resolve("missing");
        String setting = "ssh { host = h, known-hosts-file = \"" + missing + "\", host-key-checking = ";
        assertThat(Hocon.problems(setting + "yes }"))
                .containsExactly("ssh.known-hosts-file = \"" + missing + "\": No such file; " + ALLOWED);
        assertThat(Hocon.read(setting + "accept-new }")
                        .pruner()
                        .target()
                        .orElseThrow()
                        .knownHostsFile())
                .contains(missing.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "~root/key", "/%h/key", "${HOME}/key", "a\\\"b", "a\\\\b"})
    void a_path_that_ssh_would_misread_is_rejected(String path) {
        for (String key : new String[] {"identity-file", "known-hosts-file"}) {
            assertThat(Hocon.problems("ssh." + key + " = \"" + path + "\""))
                    .singleElement()
                    .asString()
                    .startsWith("ssh." + key + " = \"")
                    .endsWith("\": " + allowed(key, "accept-new"));
        }
    }

    @Test
    void a_leading_tilde_is_the_home_directory() throws Exception {
        Files.createDirectory(dir.resolve(".ssh"));
        String home = System.getProperty("user.home");
        System.setProperty("user.home", dir.toString());
        try {
            var target = Hocon.read("""
                    ssh { host = h, identity-file = "~/a file", known-hosts-file = "~/.ssh/known_hosts" }
                    """).pruner().target().orElseThrow();
            assertThat(target.identityFile()).contains(file.toString());
            assertThat(target.knownHostsFile())
                    .contains(dir.resolve(".ssh/known_hosts").toString());
            assertThat(Hocon.problems("ssh.identity-file = \"~/missing\""))
                    .containsExactly("ssh.identity-file = \"~/missing\": No such file; " + ALLOWED);
        } finally {
            System.setProperty("user.home", home);
        }
    }
}
