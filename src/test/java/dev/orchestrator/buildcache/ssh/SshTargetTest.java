package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshTargetTest {
    private static final BuilderPrune PRUNE = HostBuilder.PRUNE;
    /** Whatever ssh's configuration says. */
    private static final String FIXED = " -o BatchMode=yes -o IgnoreUnknown=* -o ControlPath=none -o ControlMaster=no"
            + " -o RemoteCommand=none -o SessionType=default -o PermitLocalCommand=no -o StdinNull=no"
            + " -o LogLevel=INFO -o LogVerbose=none -o VisualHostKey=no -o ForkAfterAuthentication=no"
            + " -o ControlPersist=no -o AddKeysToAgent=no -o ChannelTimeout=none -o ClearAllForwardings=yes"
            + " -o ForwardAgent=no -o ForwardX11=no -o Tunnel=no -o GSSAPIDelegateCredentials=no"
            + " -o SetEnv=LC_ALL=C -o NoHostAuthenticationForLocalhost=no -o VerifyHostKeyDNS=no -o GSSAPIKeyExchange=no";

    private static final Optional<String> NONE = Optional.empty();

    @Test
    void by_default_ssh_gets_exactly_these_arguments() {
        assertThat(target("build-01").commandLine(PRUNE))
                .isEqualTo(words(
                        "ssh -T -n" + FIXED + " -o ConnectTimeout=10"
                                + " -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
                                + " -o StrictHostKeyChecking=accept-new -- build-01",
                        "docker builder prune -f --filter until=24h"));
    }

    @Test
    void with_everything_set_ssh_gets_exactly_these_arguments() {
        var target = new SshTarget(
                "/opt/ssh/bin/ssh",
                "fe80::1%eth0",
                Optional.of("prune@example.org"),
                Optional.of(2222),
                Optional.of("/etc/keys/key"),
                Optional.of("/etc/keys/known_hosts"),
                HostKeyChecking.YES,
                Duration.ofSeconds(3),
                SessionMode.SHARED);
        assertThat(target.commandLine(new DockerVersion()))
                .isEqualTo(words(
                        "/opt/ssh/bin/ssh -T -n" + FIXED + " -o ConnectTimeout=3"
                                + " -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
                                + " -o StrictHostKeyChecking=yes -o UserKnownHostsFile=\"/etc/keys/known_hosts\""
                                + " -p 2222 -o IdentitiesOnly=yes -i /etc/keys/key"
                                + " -- prune@example.org@fe80::1%eth0",
                        "docker version --format '{{json .}}'"));
    }

    @Test
    void a_log_line_says_how_a_host_is_reached() {
        assertThat(target("build-01").summary()).isEqualTo("ssh to build-01, host keys accept-new");
        assertThat(new SshTarget(
                                "ssh",
                                "10.0.0.5",
                                Optional.of("prune"),
                                Optional.of(2222),
                                Optional.of("/etc/keys/key"),
                                Optional.of("/etc/keys/known_hosts"),
                                HostKeyChecking.YES,
                                Duration.ofSeconds(3),
                                SessionMode.SEPARATE)
                        .summary())
                .isEqualTo("ssh to prune@10.0.0.5, port 2222, identity /etc/keys/key,"
                        + " known hosts /etc/keys/known_hosts, host keys yes, a connection per command");
    }

    /** ssh splits the list of known-hosts files at spaces; the identity file is one argument. */
    @Test
    void a_file_with_a_space_in_its_name_stays_one_file() {
        var target = withFiles(Optional.of("/a key"), Optional.of("/known hosts"));
        assertThat(target.commandLine(PRUNE))
                .containsSequence("-o", "UserKnownHostsFile=\"/known hosts\"")
                .containsSequence("-i", "/a key");
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 1", "PT1.001S, 2", "PT1.5S, 2", "PT10S, 10", "PT24H, 86400"})
    void ssh_gets_the_connect_timeout_in_whole_seconds_and_never_less(Duration timeout, int seconds) {
        assertThat(withTimeout(timeout).commandLine(PRUNE)).contains("ConnectTimeout=" + seconds);
    }

    @ParameterizedTest
    @EnumSource
    void ssh_checks_the_hosts_key_as_the_settings_say(HostKeyChecking checking) {
        var target = new SshTarget(
                "ssh", "h", NONE, Optional.empty(), NONE, NONE, checking, Duration.ofSeconds(10), SessionMode.SHARED);
        assertThat(target.commandLine(PRUNE)).containsOnlyOnce("StrictHostKeyChecking=" + checking.word());
        assertThat(HostKeyChecking.of(checking.word())).contains(checking);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build-01",
                "build-01.example.org",
                "build-01.example.org.",
                "Build_Host",
                "_alias",
                "1",
                "10.0.0.5",
                "::1",
                "::",
                "fe80::1%eth0",
                "fe80::1%br-0.100",
                "2001:db8::10.0.0.5",
                "2001:DB8:0:0:0:0:0:1",
                "xn--80ak6aa92e.com"
            })
    void a_name_an_alias_and_an_address_are_hosts(String host) {
        assertThat(target(host).commandLine(PRUNE)).containsSequence("--", host);
    }

    @ParameterizedTest
    @EmptySource
    @ValueSource(
            strings = {
                " ",
                "-",
                "-h",
                "-oProxyCommand=reboot",
                "--",
                ".",
                ".host",
                "two hosts",
                " host",
                "host ",
                "host\t",
                "host\n",
                "host\nProxyCommand reboot",
                "host\0",
                "user@host",
                "@host",
                "host@",
                "ssh://host",
                "ssh://user@host:22",
                "host/path",
                "host:22",
                "10.0.0.5:22",
                "cafe:22",
                "[::1]",
                "[::1]:22",
                "::1%",
                "::1%$(reboot)",
                "::g",
                "fe80::1%eth0%eth1",
                "%h",
                "host%eth0",
                "'host'",
                "\"host\"",
                "$HOME",
                "$(reboot)",
                "`reboot`",
                "host;reboot",
                "host&reboot",
                "host|reboot",
                "host>file",
                "host\\",
                "host*",
                "host,host",
                "host=1",
                "~",
                "#host",
                "хост",
                "host\u202E",
                "１０.0.0.5"
            })
    void whatever_ssh_could_read_as_something_else_is_not_a_host(String host) {
        assertThat(SshTarget.isHost(host)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target(host))
                .withMessageStartingWith("not a host: must be a name, alias or address");
    }

    @Test
    void a_host_is_as_long_as_a_name_can_be() {
        assertThat(SshTarget.isHost("a".repeat(253))).isTrue();
        assertThat(SshTarget.isHost("a".repeat(254))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prune", "_prune", "build.user", "build-user", "a+b", "prune@example.org", "1000", "Prune"})
    void a_login_name_is_a_user(String user) {
        assertThat(withUser(user).commandLine(PRUNE)).containsSequence("--", user + "@build-01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-l",
                "-oProxyCommand=reboot",
                "@",
                "@example.org",
                "+prune",
                "two users",
                "prune ",
                "prune\n",
                "prune\0",
                "prune:password",
                "ssh://prune",
                "a/b",
                "DOMAIN\\prune",
                "$USER",
                "$(reboot)",
                "`reboot`",
                "'prune'",
                "\"prune\"",
                "prune;reboot",
                "prune|reboot",
                "%r",
                "~prune",
                "prüne"
            })
    void whatever_ssh_or_a_shell_could_read_as_something_else_is_not_a_user(String user) {
        assertThat(SshTarget.isUser(user)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withUser(user))
                .withMessageStartingWith("not a user: must be a login name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/key", "key", "./none", "../key", "/with space/ключ", "~/.ssh/key", "/a'b", "/a#b", "-k"})
    void a_path_is_taken_as_it_is(String path) {
        assertThat(SshTarget.isPath(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "none", "None", "NONE", "~root/.ssh/key", "/a\"b", "/a\\b", "/%h/key", "${HOME}/key", "/a\nb"
            })
    void a_path_that_ssh_reads_as_something_else_is_refused(String path) {
        assertThat(SshTarget.isPath(path)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withFiles(Optional.of(path), NONE))
                .withMessageStartingWith("not an identity file: must be a path without control characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withFiles(NONE, Optional.of(path)))
                .withMessageStartingWith("not a known-hosts file: must be a path without control characters");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void a_port_out_of_range_is_refused(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("h", NONE, Optional.of(port), NONE, NONE, Duration.ofSeconds(10)))
                .withMessage("not a port: must be 1 to 65535");
    }

    @Test
    void a_connect_timeout_under_a_second_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withTimeout(Duration.ofMillis(999)))
                .withMessage("the connect timeout is under 1 s");
    }

    private static SshTarget target(String host) {
        return with(host, NONE, Optional.empty(), NONE, NONE, Duration.ofSeconds(10));
    }

    private static SshTarget withUser(String user) {
        return with("build-01", Optional.of(user), Optional.empty(), NONE, NONE, Duration.ofSeconds(10));
    }

    private static SshTarget withFiles(Optional<String> identity, Optional<String> knownHosts) {
        return with("build-01", NONE, Optional.empty(), identity, knownHosts, Duration.ofSeconds(10));
    }

    private static SshTarget withTimeout(Duration connectTimeout) {
        return with("build-01", NONE, Optional.empty(), NONE, NONE, connectTimeout);
    }

    private static SshTarget with(
            String host,
            Optional<String> user,
            Optional<Integer> port,
            Optional<String> identity,
            Optional<String> knownHosts,
            Duration timeout) {
        return new SshTarget(
                "ssh", host, user, port, identity, knownHosts, HostKeyChecking.ACCEPT_NEW, timeout, SessionMode.SHARED);
    }

    private static List<String> words(String plain, String command) {
        return Stream.concat(Stream.of(plain.split(" ")), Stream.of(command)).toList();
    }
}
