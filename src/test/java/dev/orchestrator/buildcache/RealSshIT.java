package dev.orchestrator.buildcache;

import static dev.orchestrator.buildcache.testkit.Shells.PRUNE_LINE;
import static dev.orchestrator.buildcache.testkit.Shells.VERSION_LINE;
import static dev.orchestrator.buildcache.testkit.Shells.engine;
import static dev.orchestrator.buildcache.testkit.Shells.say;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost.Shell;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.Shells;
import dev.orchestrator.buildcache.value.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs through the real ssh client, and what happens to the client when the host does not answer. */
class RealSshIT {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final String REPORT =
            "Deleted build cache objects:\nsutetc69238bp9pl6l1cj4tex\n\nTotal reclaimed space: 1.983MB\n";
    private static final Duration A_WHILE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private RealSsh ssh;

    @BeforeEach
    void start() {
        ssh = new RealSsh(directory);
    }

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @Test
    void a_run_asks_what_the_host_is_then_prunes_and_sends_nothing_else() throws IOException {
        try (var host = ssh.host(engine(REPORT))) {
            var outcome = RealSsh.run(KIT, ssh.target(host)).outcome();
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
            assertThat(outcome.reclaimed()).contains(new ByteSize(1_983_000));
            assertThat(outcome.error()).isEmpty();
            assertThat(host.commandLines()).containsExactly(VERSION_LINE, PRUNE_LINE);
            assertThat(host.connections()).as("a session").isOne();
        }
    }

    @Test
    void podman_is_refused_and_never_gets_the_prune() throws IOException {
        Shell podman = (line, out, err) -> {
            say(err, "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n", 0);
            return say(
                    out,
                    "{\"Client\":{\"APIVersion\":\"4.3.1\",\"Version\":\"4.3.1\",\"OsArch\":\"linux/amd64\"}}\n",
                    0);
        };
        try (var host = ssh.host(podman)) {
            var outcome = RealSsh.run(KIT, ssh.target(host)).outcome();
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REFUSED);
            assertThat(host.commandLines()).containsExactly(VERSION_LINE);
        }
    }

    @Test
    void exit_code_0_without_a_report_is_unconfirmed() throws IOException {
        try (var host = ssh.host(engine("Total of nothing at all\n"))) {
            var outcome = RealSsh.run(KIT, ssh.target(host)).outcome();
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.UNCONFIRMED);
            assertThat(outcome.reclaimed()).isEmpty();
            assertThat(outcome.error()).isEmpty();
        }
    }

    @Test
    void a_host_without_docker_is_reported_as_such() throws IOException {
        try (var host = ssh.host((line, out, err) -> say(err, "sh: 1: docker: not found\n", 127))) {
            var outcome = RealSsh.run(KIT, ssh.target(host)).outcome();
            assertThat(outcome.failure()).contains(Failure.DOCKER_MISSING);
            assertThat(outcome.error()).contains("rc=127: sh: 1: docker: not found");
            assertThat(host.commandLines()).containsExactly(VERSION_LINE);
        }
    }

    @Test
    void a_prune_that_was_sent_and_whose_connection_is_lost_is_unknown() throws IOException {
        try (var host = ssh.host(engine(RealSshIT::goesDown))) {
            var outcome = RealSsh.run(KIT, ssh.target(host)).outcome();
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.UNKNOWN);
            assertThat(outcome.error().orElseThrow()).contains("the connection ended before the command did: rc=255:");
            assertThat(host.commandLines()).containsExactly(VERSION_LINE, PRUNE_LINE);
            assertThat(host.connections()).isOne();
        }
    }

    @Test
    void a_connection_of_one_command_that_is_lost_is_an_unreachable_host() throws IOException {
        try (var host = ssh.host(RealSshIT::goesDown)) {
            var settings = HostBuilder.at(ssh.target(host)).prune(RealSsh.PRUNE).withoutPreflight();
            var outcome = RealSsh.run(KIT, settings.settings()).outcome();
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(outcome.failure()).as("of %s", outcome.error()).contains(Failure.HOST_UNREACHABLE);
        }
    }

    private static int goesDown(String line, OutputStream out, OutputStream err) throws IOException {
        throw new IOException("the host goes down");
    }

    @Test
    void binary_noise_is_a_failure_whose_text_can_be_shown() throws IOException {
        try (var host = ssh.host(engine(RealSshIT::noise))) {
            var outcome = RealSsh.run(KIT, ssh.target(host)).outcome();
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
            assertThat(outcome.exitCode()).contains(1);
            var error = outcome.error().orElseThrow();
            assertThat(error).startsWith("rc=1: ").hasSizeBetween(10, 206).doesNotContain("[31m");
            assertThat(error.codePoints().filter(c -> !shows(c))).isEmpty();
        }
    }

    /** Random bytes that begin with some that break terminals and UTF-8 decoders. */
    private static int noise(String line, OutputStream out, OutputStream err) throws IOException {
        var random = new Random(7);
        var bytes = new byte[200_000];
        for (var stream : new OutputStream[] {out, err}) {
            stream.write("\u001b[31mred\u001b[0m \0\0 \r\b\u0007 \u009b \u202e ".getBytes(StandardCharsets.UTF_8));
            stream.write(new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xED, (byte) 0xA0, (byte) 0x80, (byte) 0xFF});
            random.nextBytes(bytes);
            stream.write(bytes);
        }
        return 1;
    }

    private static boolean shows(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    @Test
    void cutting_off_a_command_kills_its_ssh_but_not_the_command_on_the_host() throws Exception {
        var hang = new Shells.Hang();
        try (var host = ssh.host(hang)) {
            var ended = KIT.<SshRunner.Ended>createTestProbe();
            var runner = KIT.spawn(SshRunner.create(ssh.target(host)));
            var id = 1L;
            runner.tell(new SshRunner.Run(id, RealSsh.PRUNE, false, ended.ref()));
            hang.awaitEntered();
            assertThat(RealSsh.clients()).hasSize(1);

            runner.tell(new SshRunner.EndNow(id));
            assertThat(ended.receiveMessage(A_WHILE).result())
                    .isInstanceOfSatisfying(
                            CommandResult.CutOff.class,
                            cutOff -> assertThat(cutOff.reached()).isEqualTo(CommandResult.Reached.DOCKER));
            awaitNoClients();
            assertThat(hang.over.getCount())
                    .as("commands that still run at the host")
                    .isOne();

            hang.release.countDown();
            assertThat(hang.over.await(A_WHILE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var next = 2L;
            runner.tell(new SshRunner.Run(next, new DockerVersion(), false, ended.ref()));
            assertThat(ended.receiveMessage(A_WHILE))
                    .isEqualTo(new SshRunner.Ended(next, new CommandResult.Exited(0, "", "")));
            KIT.stop(runner);
        }
    }

    @Test
    void a_hanging_run_is_unknown_at_its_time_limit_and_the_next_one_works() throws Exception {
        var prunes = new AtomicInteger();
        var hang = new Shells.Hang();
        Shell hangsOnce = engine(
                (line, out, err) -> prunes.getAndIncrement() == 0 ? hang.run(line, out, err) : say(out, REPORT, 0));
        try (var host = ssh.host(hangsOnce)) {
            var settings = HostBuilder.at(ssh.target(host))
                    .every(Duration.ofSeconds(1))
                    .prune(RealSsh.PRUNE)
                    .timeLimit(Duration.ofSeconds(5))
                    .settings();
            var ended = KIT.<HostEvent>createTestProbe();
            var pruner = KIT.spawn(Pruner.create(settings, InstantSource.system(), ended.ref()));
            var first = EndedRuns.next(ended, A_WHILE);
            assertThat(first.outcome().kind()).isEqualTo(Outcome.Kind.UNKNOWN);
            assertThat(first.outcome().error()).contains("timeout after 5s");
            assertThat(first.outcome().exitCode()).isEmpty();
            assertThat(first.duration()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(9));

            var second = EndedRuns.next(ended, A_WHILE);
            assertThat(second.outcome().kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
            assertThat(hang.over.getCount())
                    .as("commands that still run at the host")
                    .isOne();
            KIT.stop(pruner);
            awaitNoClients();
        }
    }

    @Test
    void stopping_the_pruner_during_a_run_ends_its_ssh() throws Exception {
        var hang = new Shells.Hang();
        try (var host = ssh.host(hang)) {
            var pruner = KIT.spawn(Pruner.create(RealSsh.settings(ssh.target(host)), InstantSource.system()));
            hang.awaitEntered();
            assertThat(RealSsh.clients()).hasSize(1);
            KIT.stop(pruner, Duration.ofSeconds(5));
            Await.until(
                    "no ssh is left",
                    Duration.ofSeconds(5),
                    () -> RealSsh.clients().isEmpty());
        }
    }

    @Test
    void killing_a_wrapper_around_ssh_kills_its_ssh() throws Exception {
        var wrapper = Files.writeString(directory.resolve("wrapper"), "#!/bin/sh\nssh \"$@\"\nexit $?\n");
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
        var hang = new Shells.Hang();
        try (var host = ssh.host(hang)) {
            var target = RealSsh.target(
                    wrapper.toString(),
                    EmbeddedSshHost.ADDRESS,
                    host.port(),
                    ssh.identity(),
                    ssh.knownHosts(host.knownHostsLine()),
                    HostKeyChecking.YES);
            var pruner = KIT.spawn(Pruner.create(RealSsh.settings(target), InstantSource.system()));
            hang.awaitEntered();
            var clients = RealSsh.clients();
            assertThat(clients).hasSize(1);
            KIT.stop(pruner, Duration.ofSeconds(5));
            Await.until("its ssh is gone", A_WHILE, () -> clients.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    private static void awaitNoClients() throws Exception {
        Await.until("no ssh is left", A_WHILE, () -> RealSsh.clients().isEmpty());
    }
}
