package dev.orchestrator.buildcache.engine;

import dev.orchestrator.buildcache.engine.EngineVersion.Cli;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SessionMode;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host as ssh shows it: a real sshd on loopback, whose logins find {@code sh}, the {@code docker} and the engine that
 * they are given and nothing else. Its users are its own; the machine's don't change.
 */
final class RealSshd implements AutoCloseable {
    /** Who may do everything. */
    static final String ROOT = "root";
    /** Who may not use the engine's socket. */
    static final String OUTSIDER = "outsider";
    /** Whose {@link Login} the test chooses. */
    static final String PRUNE = "prune";

    private final Path dir;
    private final int port;
    private final PrivateServer sshd;
    private final LocalCommands commands;

    /** A host whose {@code docker} is this program. */
    static RealSshd with(Cli cli, RealEngine engine, Path parent) {
        return with(cli, engine, Login.PLAIN, parent);
    }

    static RealSshd with(Cli cli, RealEngine engine, Login login, Path parent) {
        return start(parent, cli.root(), Optional.of(cli.script()), engine.dockerHost(), login);
    }

    /** On this machine itself, with a plain login. */
    static RealSshd start(Path parent, Optional<String> docker, String dockerHost) {
        return start(parent, DebianRoot.MACHINE, docker, dockerHost, Login.PLAIN);
    }

    /**
     * @param parent for its folder
     * @param root where it finds its programs
     * @param docker the shell script that a login finds as {@code docker}; empty for none
     * @param dockerHost what a login has as {@code DOCKER_HOST}; empty if it has none
     */
    static RealSshd start(Path parent, DebianRoot root, Optional<String> docker, String dockerHost, Login login) {
        try {
            var dir = RealEngine.openToAll(Files.createTempDirectory(parent, "sshd"));
            var bin = Files.createDirectory(dir.resolve("bin"));
            if (docker.isPresent()) {
                var file = Files.writeString(bin.resolve("docker"), "#!/bin/sh\n" + docker.get() + "\n");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            if (login.sh().isPresent()) {
                Files.copy(root.resolve(login.sh().get()), bin.resolve("sh"), StandardCopyOption.COPY_ATTRIBUTES);
            }
            var environment = (dockerHost.isEmpty() ? "" : "DOCKER_HOST=" + dockerHost + " ") + "PATH=" + bin;
            var sshd = new RealSshd(dir, root, login, environment);
            sshd.sshd.awaitReady(sshd::accepts);
            return sshd;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RealSshd(Path dir, DebianRoot root, Login login, String environment) throws IOException {
        this.dir = dir;
        port = freePort();
        commands = new LocalCommands(Files.createDirectory(dir.resolve("output")), Map.of());
        newKey("host-key");
        newKey("key");
        var publicKey = Files.readString(dir.resolve("key.pub"));
        Files.writeString(dir.resolve("authorized-root"), publicKey);
        Files.writeString(dir.resolve("authorized-outsider"), publicKey);
        Files.writeString(dir.resolve("authorized-prune"), login.keyOptions(dir) + publicKey);
        var configuration = Files.write(
                dir.resolve("sshd_config"),
                List.of(
                        "ListenAddress 127.0.0.1",
                        "Port " + port,
                        "HostKey " + dir.resolve("host-key"),
                        "PidFile none",
                        "AuthorizedKeysFile " + dir.resolve("authorized-%u"),
                        "StrictModes no",
                        "UsePAM no",
                        "PasswordAuthentication no",
                        "PermitRootLogin yes",
                        // One line: of several, sshd takes the first.
                        "SetEnv " + environment));
        Files.writeString(knownHosts(), "[127.0.0.1]:" + port + " " + Files.readString(dir.resolve("host-key.pub")));
        sshd = PrivateServer.start(
                dir,
                root,
                users(login),
                List.of(Requirements.SSHD.toString(), "-D", "-e", "-f", configuration.toString()));
    }

    private void newKey(String name) {
        var file = dir.resolve(name).toString();
        commands.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file));
    }

    private Path knownHosts() {
        return dir.resolve("known-hosts");
    }

    /** But for the test's own login: plain shells, and homes without start-up files that could change what is found. */
    private Map<String, String> users(Login login) throws IOException {
        var home = Files.createDirectory(dir.resolve("home"));
        // Its own: buildx keeps a folder there.
        var outside = Files.createDirectory(dir.resolve("home-outsider"));
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        return Map.of(
                "passwd",
                """
                root:x:0:0::%1$s:/bin/sh
                sshd:x:64001:64001::/:/bin/false
                outsider:x:64002:64002::%4$s:/bin/sh
                prune:x:64003:64003::%2$s:%3$s
                """.formatted(home, login.home(dir, 64003), login.shell(dir), outside),
                // No password, but not locked: that would keep keys out too.
                "shadow",
                """
                root:*:::::::
                sshd:*:::::::
                outsider:*:::::::
                prune:*:::::::
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
                Duration.ofSeconds(10),
                SessionMode.SHARED);
    }

    /** What is in this file of {@link #PRUNE}'s home; nothing if it isn't there. */
    String inHome(String file) {
        try {
            return Files.readString(dir.resolve("home-prune").resolve(file));
        } catch (NoSuchFileException none) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many connections this user has logged in with so far. */
    long connections(String user) {
        return sshd.log()
                .lines()
                .filter(line -> line.startsWith("Accepted publickey for " + user + " "))
                .count();
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
