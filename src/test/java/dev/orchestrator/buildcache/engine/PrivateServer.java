package dev.orchestrator.buildcache.engine;

import dev.orchestrator.buildcache.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A server with namespaces of its own for processes and mounts (unshare(1)), so that it can be started on any machine
 * and leaves nothing behind. It sees the {@code /usr} and a copy of the {@code /etc} of a {@link DebianRoot}, and nothing of
 * {@code /run}, {@code /opt} and {@code /var/lib}: dockerd, containerd and Podman write to fixed places there, and sshd
 * wants {@code /run/sshd}. When it ends, the kernel ends every process that came of it and drops every mount.
 */
final class PrivateServer implements AutoCloseable {
    private static final String PRIVATELY = """
            root=$1 buildx=$2 etc=$3
            shift 3
            if [ "$root" != / ]; then
              mount --bind -o ro "$root/usr" /usr
            fi
            if [ "$buildx" = false ]; then
              mount -t tmpfs tmpfs /usr/libexec/docker/cli-plugins
            fi
            mount -t tmpfs tmpfs /run
            mkdir -m 755 /run/sshd
            cp -a "$root/etc" /run/etc
            cp -R "$etc/." /run/etc
            mount --bind /run/etc /etc
            for own in /opt /var/lib; do
              mount -t tmpfs tmpfs "$own"
            done
            exec "$@"
            """;

    /** What it takes; dockerd gives its containers 10 s. */
    private static final int STOP_LIMIT_S = 20;

    private final String name;
    private final Process unshare;
    private final Path log;
    private final Thread hook;

    /** The command line that gives a command namespaces of its own. */
    static List<String> unshare(String... command) {
        var line = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        line.addAll(List.of("--pid", "--mount-proc", "--fork", "--kill-child"));
        line.addAll(List.of(command));
        return line;
    }

    /**
     * @param dir for what it needs and for its log; another server may have had it before
     * @param etc files that it is to find in {@code /etc} in place of the machine's: their names and contents
     */
    static PrivateServer start(Path dir, DebianRoot root, Map<String, String> etc, List<String> commandLine) {
        try {
            var own = Files.createDirectories(dir.resolve("etc"));
            for (var file : etc.entrySet()) {
                Files.writeString(own.resolve(file.getKey()), file.getValue());
            }
            var line =
                    unshare("sh", "-ec", PRIVATELY, "sh", root.path().toString(), "" + root.buildx(), own.toString());
            line.addAll(commandLine);
            var log = dir.resolve("log");
            var process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            return new PrivateServer(commandLine.get(0), process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PrivateServer(String name, Process unshare, Path log) {
        this.name = name;
        this.unshare = unshare;
        this.log = log;
        // For a test run that somebody interrupts.
        this.hook = new Thread(unshare::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @throws IllegalStateException with the server's log, if it ends first or doesn't get ready */
    void awaitReady(BooleanSupplier ready) {
        try {
            Await.until(name + " is ready", () -> !unshare.isAlive() || ready.getAsBoolean());
        } catch (AssertionError e) {
            close();
            throw new IllegalStateException(e.getMessage() + "\n" + log(), e);
        }
        if (!unshare.isAlive()) {
            close();
            throw new IllegalStateException(name + " ended with " + unshare.exitValue() + "\n" + log());
        }
    }

    /** The command line that runs a program among the files that the server sees, outside of its process namespace. */
    List<String> inside(List<String> commandLine) {
        var server = unshare.children().findFirst().orElseThrow(() -> new IllegalStateException(name + " has ended"));
        var line = new ArrayList<>(List.of("nsenter", "--target", "" + server.pid(), "--mount", "--"));
        line.addAll(commandLine);
        return line;
    }

    /** What the server has said so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Asks the server to end (SIGTERM); in the worst case it and all that came of it are killed. */
    @Override
    public void close() {
        unshare.children().forEach(ProcessHandle::destroy);
        try {
            if (!unshare.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                unshare.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            unshare.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
