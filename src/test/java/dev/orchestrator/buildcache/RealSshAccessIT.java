package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost;
import dev.orchestrator.buildcache.demo.SshKey;
import dev.orchestrator.buildcache.demo.ToyDocker;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SessionMode;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.Shells;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real ssh client with hosts that are unknown or unreachable, or refuse the login. */
class RealSshAccessIT {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private static final String BANNER = ("unauthorized access denied: Permission denied (law). "
                    + "Connection refused. Cannot connect to the Docker daemon.\n")
            .repeat(40);

    @TempDir
    private Path directory;

    private RealSsh ssh;
    private EmbeddedSshHost host;

    @BeforeEach
    void start() throws IOException {
        ssh = new RealSsh(directory);
        host = ssh.host(new ToyDocker(InstantSource.system(), Duration.ZERO));
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void accept_new_accepts_and_remembers_the_first_key_of_a_host() throws IOException {
        var knownHosts = directory.resolve("not yet there");
        var run = RealSsh.run(KIT, toHost(knownHosts, HostKeyChecking.ACCEPT_NEW));
        assertThat(run.outcome().kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        // The name may be hashed: ssh_config(5), HashKnownHosts.
        String key = host.knownHostsLine().split(" ", 2)[1];
        assertThat(knownHosts).content().hasLineCount(1).endsWith(key);
        assertThat(RealSsh.run(KIT, toHost(knownHosts, HostKeyChecking.YES))
                        .outcome()
                        .kind())
                .isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void an_unknown_host_key_is_rejected_under_yes() throws IOException {
        assertFailed(RealSsh.run(KIT, toHost(ssh.knownHosts(""), HostKeyChecking.YES)), Failure.HOST_KEY_REJECTED);
        assertNothingWasRun();
    }

    @ParameterizedTest
    @EnumSource(names = {"YES", "ACCEPT_NEW"})
    void a_wrong_host_key_is_rejected(HostKeyChecking checking) throws IOException {
        var anothers = SshKey.generate().knownHostsLine(host.port());
        var knownHosts = ssh.knownHosts(anothers);
        assertFailed(RealSsh.run(KIT, toHost(knownHosts, checking)), Failure.HOST_KEY_REJECTED);
        assertNothingWasRun();
        assertThat(knownHosts).content().isEqualTo(anothers);
    }

    /** The promise of accept-new needs a place for the key. */
    @Test
    void a_first_key_that_cannot_be_recorded_is_rejected_before_a_command_goes_out() throws IOException {
        var run = RealSsh.run(KIT, toHost(directory.resolve("missing/known_hosts"), HostKeyChecking.ACCEPT_NEW));
        assertThat(run.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(run.outcome().failure()).contains(Failure.HOST_KEY_REJECTED);
        assertThat(run.outcome().error().orElseThrow()).contains("Failed to add the host to the list of known hosts");
        assertNothingWasRun();
    }

    @Test
    void files_with_spaces_in_their_paths_are_found() throws IOException {
        var spaced = Files.createDirectory(directory.resolve("with some spaces"));
        var knownHosts = Files.writeString(spaced.resolve("known hosts"), host.knownHostsLine());
        var identity = Files.copy(ssh.identity(), spaced.resolve("my key"));
        Files.setPosixFilePermissions(identity, Files.getPosixFilePermissions(ssh.identity()));
        var target =
                RealSsh.target("ssh", EmbeddedSshHost.ADDRESS, host.port(), identity, knownHosts, HostKeyChecking.YES);
        assertThat(RealSsh.run(KIT, target).outcome().kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void a_key_that_the_host_does_not_know_is_refused() throws IOException {
        var stranger = SshKey.generate().writeTo(directory.resolve("stranger"));
        var knownHosts = ssh.knownHosts(host.knownHostsLine());
        var target =
                RealSsh.target("ssh", EmbeddedSshHost.ADDRESS, host.port(), stranger, knownHosts, HostKeyChecking.YES);
        var run = RealSsh.run(KIT, target);
        assertFailed(run, Failure.LOGIN_REFUSED);
        // Keys are the only way to log in.
        assertThat(run.outcome().error()).contains("rc=255: prune@127.0.0.1: Permission denied (publickey).");
        assertNothingWasRun();
    }

    @Test
    void a_legal_banner_decides_nothing() throws IOException {
        host.setBanner(BANNER);
        var stranger = SshKey.generate().writeTo(directory.resolve("stranger"));
        var knownHosts = ssh.knownHosts(host.knownHostsLine());
        var refused = RealSsh.run(
                KIT,
                RealSsh.target("ssh", EmbeddedSshHost.ADDRESS, host.port(), stranger, knownHosts, HostKeyChecking.YES));
        assertFailed(refused, Failure.LOGIN_REFUSED);
        assertThat(refused.outcome().error()).contains("rc=255: prune@127.0.0.1: Permission denied (publickey).");

        var run = RealSsh.run(KIT, ssh.target(host));
        assertThat(run.outcome().kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    /** A plain run has no frames: there, ssh itself says where the Banner ends. */
    @ParameterizedTest
    @EnumSource
    void behind_a_banner_what_the_host_says_is_found(SessionMode session) throws IOException {
        try (var ill = ssh.host((line, out, err) -> Shells.say(err, "plugin crashed\n", 7))) {
            ill.setBanner(BANNER);
            var run = RealSsh.run(KIT, ssh.target(ill).withSession(session));
            assertThat(run.outcome().failure()).contains(Failure.OTHER);
            assertThat(run.outcome().error()).contains("rc=7: plugin crashed");
        }
    }

    /** An exit code of 255 and such words are not ssh's, though ssh has the same ones. */
    @ParameterizedTest
    @EnumSource
    void what_the_host_says_is_not_sshs(SessionMode session) throws IOException {
        try (var ill = ssh.host((line, out, err) -> Shells.say(err, "Host key verification failed.\n", 255))) {
            var run = RealSsh.run(KIT, ssh.target(ill).withSession(session));
            assertThat(run.outcome().failure()).contains(Failure.OTHER);
            assertThat(run.outcome().error()).contains("rc=255: Host key verification failed.");
        }
    }

    @Test
    void a_refused_connection_is_an_unreachable_host() throws IOException {
        var target = ssh.target(host);
        host.close();
        assertFailed(RealSsh.run(KIT, target), Failure.HOST_UNREACHABLE);
    }

    @Test
    void an_unknown_name_is_an_unreachable_host() throws IOException {
        // RFC 6761: this name never resolves.
        var target = ssh.target("no-such-host.invalid", 22, ssh.knownHosts(""), HostKeyChecking.YES);
        assertFailed(RealSsh.run(KIT, target), Failure.HOST_UNREACHABLE);
    }

    @Test
    void a_host_that_takes_the_connection_and_says_nothing_is_unreachable() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getByName(EmbeddedSshHost.ADDRESS))) {
            assertFailed(RealSsh.run(KIT, to(silent)), Failure.HOST_UNREACHABLE);
        }
    }

    @Test
    void a_host_that_closes_the_connection_immediately_is_unreachable() throws IOException {
        try (var rude = new ServerSocket(0, 1, InetAddress.getByName(EmbeddedSshHost.ADDRESS))) {
            var hangsUp = new Thread(() -> {
                try {
                    rude.accept().close();
                } catch (IOException closed) {
                    // No connection arrived.
                }
            });
            hangsUp.start();
            assertFailed(RealSsh.run(KIT, to(rude)), Failure.HOST_UNREACHABLE);
        }
    }

    @Test
    void a_missing_ssh_program_is_reported_as_such() throws IOException {
        assertNoSsh(directory.resolve("no such ssh"));
    }

    @Test
    void an_ssh_program_that_cannot_be_executed_is_reported_as_such() throws IOException {
        assertNoSsh(Files.writeString(directory.resolve("plain-file"), "#!/bin/sh\nexit 0\n"));
        assertNoSsh(directory);
    }

    private void assertNoSsh(Path program) throws IOException {
        var target = RealSsh.target(
                program.toString(),
                EmbeddedSshHost.ADDRESS,
                host.port(),
                ssh.identity(),
                ssh.knownHosts(host.knownHostsLine()),
                HostKeyChecking.YES);
        var outcome = RealSsh.run(KIT, target).outcome();
        assertThat(outcome.failure()).contains(Failure.SSH_MISSING);
        assertThat(outcome.exitCode()).isEmpty();
        assertThat(outcome.error())
                .get()
                .asString()
                .startsWith("ssh/subprocess error: ")
                .contains(program.toString());
        assertThat(host.connections()).isZero();
    }

    private SshTarget toHost(Path knownHosts, HostKeyChecking checking) {
        return ssh.target(EmbeddedSshHost.ADDRESS, host.port(), knownHosts, checking);
    }

    private SshTarget to(ServerSocket socket) throws IOException {
        return ssh.target(EmbeddedSshHost.ADDRESS, socket.getLocalPort(), ssh.knownHosts(""), HostKeyChecking.YES);
    }

    /** ssh itself failed: its exit code is 255 (ssh(1), EXIT STATUS). */
    private static void assertFailed(Run run, Failure failure) {
        var outcome = run.outcome();
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.failure()).as("of %s", outcome.error()).contains(failure);
        assertThat(outcome.exitCode()).contains(255);
        assertThat(outcome.error()).get().asString().startsWith("rc=255: ").hasSizeGreaterThan("rc=255: ".length());
    }

    private void assertNothingWasRun() {
        assertThat(host.connections()).as("it got as far as the host").isPositive();
        assertThat(host.commandLines()).isEmpty();
    }
}
