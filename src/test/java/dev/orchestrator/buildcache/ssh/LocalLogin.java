package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.docker.AnswerReader;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.ssh.SshRunner.Ended;
import dev.orchestrator.buildcache.ssh.SshRunner.Run;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A runner whose ssh is a script that notes each connection and then does what a login shell does with its command, and
 * finds a script in the place of docker.
 */
final class LocalLogin implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final RemoteCommand<?> VERSION = new DockerVersion();
    static final RemoteCommand<?> PRUNE = HostBuilder.PRUNE;

    final ActorTestKit kit;
    final TestProbe<Ended> replies;
    private final Path folder;
    private long nextId = 1;

    LocalLogin(Path folder) {
        this(folder, ConfigFactory.empty());
    }

    LocalLogin(Path folder, Config config) {
        this.folder = folder;
        kit = ActorTestKit.create(config.withFallback(ConfigFactory.load()));
        replies = kit.createTestProbe(Ended.class);
        docker("echo \"$@\"; echo \"err $1\" >&2");
    }

    /** What docker does from now on, in the folder. */
    void docker(String script) {
        try {
            var file = Files.writeString(
                    folder.resolve("docker"), "#!/bin/sh\ncd \"${0%/*}\"\necho \"$1\" >> asked\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param before what happens in a login before the command; without {@code exec}, the command follows */
    SshTarget target(String... before) {
        return ShellScript.target(
                folder,
                "echo $$ >> connections",
                "PATH=$PWD:$PATH; export PATH",
                "for last; do :; done",
                String.join("\n", before),
                "exec sh -c \"$last\"");
    }

    ActorRef<SshRunner.Command> runner(String... before) {
        return kit.spawn(SshRunner.create(target(before)));
    }

    Ended run(ActorRef<SshRunner.Command> runner, RemoteCommand<?> command, boolean more) {
        start(runner, command, more);
        return next();
    }

    long start(ActorRef<SshRunner.Command> runner, RemoteCommand<?> command, boolean more) {
        return start(runner, command, command.newReader(), more);
    }

    long start(ActorRef<SshRunner.Command> runner, RemoteCommand<?> command, AnswerReader<?> reader, boolean more) {
        long id = nextId++;
        runner.tell(new Run(id, command, reader, more, replies.ref()));
        return id;
    }

    Ended next() {
        return replies.receiveMessage(PATIENCE);
    }

    /** The process of each connection so far, oldest first. */
    List<Long> connections() {
        return lines("connections").stream().map(Long::valueOf).toList();
    }

    /** The first word of each command that docker was given so far. */
    List<String> asked() {
        return lines("asked");
    }

    private List<String> lines(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readAllLines(folder.resolve(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process whose id a script writes into this file. */
    ProcessHandle processIn(String file) {
        Await.until(file + " is written", () -> !lines(file).isEmpty());
        return ProcessHandle.of(Long.parseLong(lines(file).get(0))).orElseThrow();
    }

    /** Waits for its end. */
    static void ends(ProcessHandle process) throws Exception {
        process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    void connectionEnds(int index) throws Exception {
        var process = ProcessHandle.of(connections().get(index));
        if (process.isPresent()) {
            ends(process.get());
        }
        assertThat(ProcessHandle.of(connections().get(index)).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
