package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that ssh can't record would be replaced by any other one, unnoticed: that is found when settings are read. */
class KnownHostsSettingsTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"accept-new", "no"})
    void a_file_in_a_folder_that_is_missing_is_refused(String checking) {
        var file = dir.resolve("missing/known_hosts");
        assertThat(problems(file, checking))
                .containsExactly("ssh.known-hosts-file = \"" + file
                        + "\": must be a file that can be written, or created in a folder that can be written: a path"
                        + " without control characters, \", \\, % or $, not none and not another user's ~, which ssh reads"
                        + " as something else, or empty");
    }

    @Test
    void a_file_in_the_place_of_its_folder_is_refused() throws Exception {
        var file = Files.writeString(dir.resolve("file"), "");
        assertThat(problems(file.resolve("known_hosts"), "accept-new")).hasSize(1);
    }

    @Test
    void a_file_that_cannot_be_written_is_refused_unless_nothing_is_to_be_recorded() throws Exception {
        assumeFalse(isRoot(), "root may write everything");
        var file = Files.writeString(dir.resolve("known_hosts"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        assertThat(problems(file, "accept-new")).hasSize(1);
        assertThat(problems(file, "no")).isEmpty();
        assertThat(problems(file, "yes")).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_written_is_refused() throws Exception {
        assumeFalse(isRoot(), "root may write everything");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("r-xr-xr-x"));
        assertThat(problems(dir.resolve("known_hosts"), "accept-new")).hasSize(1);
        assertThat(KnownHosts.canRecordIn(dir)).isFalse();
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** It swallows what is written, and ssh says nothing. */
    @Test
    void a_device_is_no_file() {
        assertThat(problems(Path.of("/dev/null"), "accept-new")).hasSize(1);
    }

    @Test
    void a_file_that_can_be_created_is_accepted() {
        assertThat(problems(dir.resolve("known_hosts"), "accept-new")).isEmpty();
    }

    @Test
    void each_host_has_its_own() {
        var file = dir.resolve("missing/known_hosts");
        assertThat(Hocon.problems("hosts { a { ssh.known-hosts-file = \"" + file + "\" }, b {} }"))
                .singleElement()
                .asString()
                .startsWith("hosts.a.ssh.known-hosts-file = ");
    }

    @Test
    void the_default_needs_a_home_that_can_be_written() throws Exception {
        assertThat(KnownHosts.canRecordIn(dir.resolve("missing"))).isFalse();
        assertThat(KnownHosts.canRecordIn(dir)).as("ssh creates .ssh").isTrue();
        Files.createDirectory(dir.resolve(".ssh"));
        assertThat(KnownHosts.canRecordIn(dir)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"accept-new, true, 1", "accept-new, false, 0", "yes, true, 0", "no, true, 0"})
    void the_default_is_refused_only_under_accept_new_and_if_there_is_a_host(
            String checking, boolean used, int problems) throws Exception {
        assertThat(Hocon.problemsOf(read -> KnownHosts.read(
                        read, HostKeyChecking.of(checking).orElseThrow(), used, dir.resolve("missing"))))
                .hasSize(problems)
                .allSatisfy(problem -> assertThat(problem)
                        .startsWith("ssh.known-hosts-file")
                        .contains(
                                ": is empty, and under accept-new ssh has to record keys in " + dir.resolve("missing")
                                        + "/.ssh, which can't be written: must be a file that can be written",
                                "or set ssh.host-key-checking = yes"));
    }

    @Test
    void ssh_looks_for_the_home_in_passwd() throws Exception {
        var passwd = Files.writeString(dir.resolve("passwd"), """
                root:x:0:0:root:/root:/bin/bash
                broken:x
                prune:x:999:999:A name:/var/lib/prune:/usr/sbin/nologin
                none:x:998:998:::/bin/false
                """);
        assertThat(KnownHosts.home(passwd, "prune")).contains(Path.of("/var/lib/prune"));
        assertThat(KnownHosts.home(passwd, "none")).contains(Path.of("/"));
        assertThat(KnownHosts.home(passwd, "broken")).isEmpty();
        assertThat(KnownHosts.home(passwd, "somebody")).isEmpty();
        assertThat(KnownHosts.home(dir.resolve("missing"), "prune")).isEmpty();
    }

    private static List<String> problems(Path file, String checking) {
        return Hocon.problems(
                "ssh { host = h, known-hosts-file = \"" + file + "\", host-key-checking = " + checking + " }");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
