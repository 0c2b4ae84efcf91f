package dev.orchestrator.buildcache;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost;
import dev.orchestrator.buildcache.demo.SshKey;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SessionMode;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Reaches an embedded host through the real {@code ssh} client, and runs a {@link Pruner} on it. */
final class RealSsh {
    static final BuilderPrune PRUNE = HostBuilder.PRUNE;

    /** Runs take well under a second; these limits only end tests that hang. */
    static final Duration LONG = Duration.ofMinutes(2);

    /** The key that hosts accept. */
    final SshKey login = SshKey.generate();

    private final Path knownHosts;
    private final Path identity;

    /** @param directory for the files that ssh reads */
    RealSsh(Path directory) {
        knownHosts = directory.resolve("known_hosts");
        identity = login.writeTo(directory.resolve("id_ed25519"));
    }

    EmbeddedSshHost host(EmbeddedSshHost.Shell shell) throws IOException {
        return EmbeddedSshHost.start(0, shell, login);
    }

    /** A target for a host whose key is known. */
    SshTarget target(EmbeddedSshHost host) throws IOException {
        return target(EmbeddedSshHost.ADDRESS, host.port(), knownHosts(host.knownHostsLine()), HostKeyChecking.YES);
    }

    SshTarget target(String name, int port, Path knownHosts, HostKeyChecking checking) {
        return target("ssh", name, port, identity, knownHosts, checking);
    }

    static SshTarget target(
            String program, String name, int port, Path identity, Path knownHosts, HostKeyChecking checking) {
        return new SshTarget(
                program,
                name,
                Optional.of("prune"),
                Optional.of(port),
                Optional.of(identity.toString()),
                Optional.of(knownHosts.toString()),
                checking,
                Duration.ofSeconds(1),
                SessionMode.SHARED);
    }

    Path knownHosts(String content) throws IOException {
        return Files.writeString(knownHosts, content);
    }

    Path identity() {
        return identity;
    }

    static PrunerSettings settings(SshTarget target) {
        return HostBuilder.at(target)
                .every(Duration.ofDays(1))
                .prune(PRUNE)
                .timeLimit(LONG)
                .settings();
    }

    /** The first run of a pruner with these settings. */
    static Run run(ActorTestKit kit, PrunerSettings settings) {
        var ended = kit.<HostEvent>createTestProbe();
        var pruner = kit.spawn(Pruner.create(settings, InstantSource.system(), ended.ref()));
        try {
            return EndedRuns.next(ended, LONG);
        } finally {
            kit.stop(pruner);
        }
    }

    static Run run(ActorTestKit kit, SshTarget target) {
        return run(kit, settings(target));
    }

    /** Live ssh clients that this JVM started. */
    static List<ProcessHandle> clients() {
        return clientsOf(ProcessHandle.current());
    }

    static List<ProcessHandle> clientsOf(ProcessHandle parent) {
        return parent.descendants()
                .filter(process ->
                        process.info().command().filter(c -> c.endsWith("/ssh")).isPresent())
                .toList();
    }
}
