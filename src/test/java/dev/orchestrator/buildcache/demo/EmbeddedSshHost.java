package dev.orchestrator.buildcache.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orchestrator.buildcache.ssh.SessionText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/**
 * An ssh host inside this JVM, on loopback, for the demo and for tests: the real {@code ssh} client can log in with the
 * keys it is given, and what a command does there is up to a {@link Shell}.
 *
 * <p>As on a real host, a command without a terminal isn't ended when its connection is lost: it continues, and its
 * next write fails.
 */
public final class EmbeddedSshHost implements AutoCloseable {
    public static final String ADDRESS = "127.0.0.1";

    /** What the host's login shell makes of a command line. */
    @FunctionalInterface
    public interface Shell {
        /**
         * Called on a thread of its own, so it may block; closing the host interrupts it.
         *
         * @return the exit code
         * @throws IOException to make the host drop the connection, without an exit code
         */
        int run(String commandLine, OutputStream stdout, OutputStream stderr) throws IOException, InterruptedException;
    }

    private final SshServer server = SshServer.setUpDefaultServer();
    private final SshKey hostKey = SshKey.generate();
    private final Shell shell;
    private final ExecutorService commands = Executors.newCachedThreadPool(EmbeddedSshHost::daemon);
    private final List<String> commandLines = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param port 0 for any free one
     * @param logins the keys that are let in, whatever the user's name; nothing else is
     */
    public static EmbeddedSshHost start(int port, Shell shell, SshKey... logins) throws IOException {
        var host = new EmbeddedSshHost(port, shell, List.of(logins));
        host.server.start();
        return host;
    }

    private EmbeddedSshHost(int port, Shell shell, List<SshKey> logins) {
        this.shell = shell;
        server.setHost(ADDRESS);
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey.pair()));
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator((user, key, session) -> logins.stream().anyMatch(login -> login.is(key)));
        // Large output comes several times as fast as with the one that the client would choose.
        server.setCipherFactories(List.of(BuiltinCiphers.aes128gcm));
        server.setCommandFactory((channel, line) -> new Execution(line));
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                connections.incrementAndGet();
            }
        });
    }

    private static Thread daemon(Runnable command) {
        var thread = new Thread(command, "command on the embedded ssh host");
        thread.setDaemon(true);
        return thread;
    }

    public int port() {
        return server.getPort();
    }

    /** This host's line in a known-hosts file. */
    public String knownHostsLine() {
        return hostKey.knownHostsLine(port());
    }

    /** Every command line received, oldest first. */
    public List<String> commandLines() {
        return List.copyOf(commandLines);
    }

    /** What each client is shown before it logs in; sshd_config(5), {@code Banner}. */
    public void setBanner(String text) {
        CoreModuleProperties.WELCOME_BANNER.set(server, text);
    }

    /** Number of connections so far, including failed ones. */
    public int connections() {
        return connections.get();
    }

    /** Drops all connections and interrupts what still runs. */
    @Override
    public void close() throws IOException {
        commands.shutdownNow();
        server.stop(true);
    }

    /** One command line that runs, or ran, here. */
    private final class Execution implements Command {
        private final String line;
        private InputStream stdin;
        private OutputStream stdout;
        private OutputStream stderr;
        private ExitCallback exit;

        Execution(String line) {
            this.line = line;
        }

        @Override
        public void setInputStream(InputStream in) {
            stdin = in;
        }

        @Override
        public void setOutputStream(OutputStream out) {
            stdout = out;
        }

        @Override
        public void setErrorStream(OutputStream err) {
            stderr = err;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            commands.execute(() -> {
                try {
                    int code = line.equals(SessionText.TEXT) ? session() : run(line);
                    stdout.flush();
                    stderr.flush();
                    exit.onExit(code);
                } catch (IOException | InterruptedException | RuntimeException e) {
                    channel.getSession().close(true);
                }
            });
        }

        private int run(String command) throws IOException, InterruptedException {
            commandLines.add(command);
            return shell.run(command, stdout, stderr);
        }

        /** What a shell makes of {@link SessionText}. */
        private int session() throws IOException, InterruptedException {
            var lines = new BufferedReader(new InputStreamReader(stdin, UTF_8));
            String mark = "\n" + lines.readLine();
            say(mark + " ready\n", mark + " ready\n");
            for (var command = lines.readLine(); command != null; command = lines.readLine()) {
                int code = run(command);
                say(mark + " " + code + "\n", mark + "\n");
            }
            return 0;
        }

        private void say(String onStdout, String onStderr) throws IOException {
            stdout.write(onStdout.getBytes(UTF_8));
            stdout.flush();
            stderr.write(onStderr.getBytes(UTF_8));
            stderr.flush();
        }

        @Override
        public void destroy(ChannelSession channel) {
            // Only the connection has ended, not the command.
        }
    }
}
