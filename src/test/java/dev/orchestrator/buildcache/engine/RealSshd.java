package dev.orchestrator.buildcache.engine;

import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host as ssh shows it: a real sshd on loopback, whose logins find the {@code docker} and the engine that they are
 * given and nothing else. Its users are its own; the machine's don't change.
 */
final class RealSshd implements AutoCloseable {
    /** Who may do everything. */
    static final String ROOT = "root";
    /** Who may not use the engine's socket. */
    static final String OUTSIDER = "outsider";

    private final Path dir;
    private final int port;
    private final PrivateServer sshd;
    private final LocalCommands commands;

    /** A host whose {@code docker} is this program. */
    static RealSshd with(Path cli, RealEngine engine, Path parent) {
        return start(parent, Optional.of("exec " + cli + " \"$@\""), engine.dockerHost());
    }

    /**
     * @param parent for its folder
     * @param docker the shell script that a login finds as {@code docker}; empty for none
     * @param dockerHost what a login has as {@code DOCKER_HOST}
     */
    static RealSshd start(Path parent, Optional<String> docker, String dockerHost) {
        try {
            var dir = RealEngine.openToAll(Files.createTempDirectory(parent, "sshd"));
            var bin = Files.createDirectory(dir.resolve("bin"));
            if (docker.isPresent()) {
                var file = Files.writeString(bin.resolve("docker"), "#!/bin/sh\n" + docker.get() + "\n");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            var sshd = new RealSshd(dir, "DOCKER_HOST=" + dockerHost + " PATH=" + bin);
            sshd.sshd.awaitReady(sshd::accepts);
            return sshd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RealSshd(Path dir, String environment) throws IOException {
        this.dir = dir;
        port = freePort();
        commands = new LocalCommands(Files.createDirectory(dir.resolve("output")), Map.of());
        var configuration = Files.write(
                dir.resolve("sshd_config"),
                List.of(
                        "ListenAddress 127.0.0.1",
                        "Port " + port,
                        "HostKey " + newKey("host-key"),
                        "PidFile none",
                        "AuthorizedKeysFile " + newKey("key") + ".pub",
                        "StrictModes no",
                        "UsePAM no",
                        "PasswordAuthentication no",
                        "PermitRootLogin yes",
                        // One line: of several, sshd takes the first.
                        "SetEnv " + environment));
        Files.writeString(knownHosts(), "[127.0.0.1]:" + port + " " + Files.readString(dir.resolve("host-key.pub")));
        sshd = PrivateServer.start(
                dir, users(), List.of(Requirements.SSHD.toString(), "-D", "-e", "-f", configuration.toString()));
    }

    private Path newKey(String name) {
        var key = dir.resolve(name);
        commands.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
        return key;
    }

    private Path knownHosts() {
        return dir.resolve("known-hosts");
    }

    /** Plain shells, and homes without start-up files that could change what a login finds. */
    private Map<String, String> users() throws IOException {
        var home = Files.createDirectory(dir.resolve("home"));
        return Map.of(
                "passwd",
                """
                root:x:0:0::%1$s:/bin/sh
                sshd:x:64001:64001::/:/bin/false
                outsider:x:64002:64002::%1$s:/bin/sh
                """.formatted(home),
                // No password, but not locked: that would keep keys out too.
                "shadow",
                """
                root:*:::::::
                sshd:*:::::::
                outsider:*:::::::
                """);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean accepts() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    SshTarget target(String user) {
        return new SshTarget(
                "ssh",
                "127.0.0.1",
                Optional.of(user),
                Optional.of(port),
                Optional.of(dir.resolve("key").toString()),
                Optional.of(knownHosts().toString()),
                HostKeyChecking.YES,
                Duration.ofSeconds(10));
    }

    /**
     * Runs any command as root there, for a test to set the host up and to look at it.
     *
     * @return its stdout
     */
    String run(String command) {
        var line =
                new ArrayList<>(List.of("ssh", "-T", "-n", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"));
        line.addAll(List.of("-o", "UserKnownHostsFile=" + knownHosts(), "-o", "LogLevel=ERROR"));
        line.addAll(List.of("-i", dir.resolve("key").toString(), "-p", "" + port, "--", ROOT + "@127.0.0.1", command));
        return commands.run(line);
    }

    @Override
    public void close() {
        sshd.close();
    }
}
