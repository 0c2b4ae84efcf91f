package dev.orchestrator.buildcache.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The real program, with the real {@code ssh}, against an {@link EmbeddedSshHost} in the same JVM: to see it work without
 * a Docker host.
 *
 * <p>Its settings are system properties, which go before {@code application.conf} and the operator's environment: a demo
 * must not touch a real host, nor tell anybody. And it pins the embedded host's key, so that even an ssh configuration
 * that leads elsewhere ends in a refused host key.
 */
public final class Demo {
    private static final String KEY = "build-cache-pruner.";
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration BUILT_BEFORE = Duration.ofMinutes(1);

    private Demo() {}

    public static void main(String[] args) throws IOException {
        logAsTheProgramDoes();
        var directory = Files.createTempDirectory("build-cache-pruner-demo");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
        var login = SshKey.generate();
        var host = EmbeddedSshHost.start(0, new ToyDocker(InstantSource.system(), BUILT_BEFORE), login);
        settings(
                        host,
                        login.writeTo(directory.resolve("id_ed25519")),
                        Files.writeString(directory.resolve("known_hosts"), host.knownHostsLine()))
                .forEach((key, value) -> System.setProperty(KEY + key, value));
        ConfigFactory.invalidateCaches();
        Main.main(args);
        // Only now: had the settings been bad, the program would have said so and ended.
        System.out.println(whereToLook(host.port()));
    }

    /** With the program's own configuration, even if tests have another, and without the embedded host's chatter. */
    private static void logAsTheProgramDoes() {
        System.setProperty("logback.configurationFile", "logback.xml");
        ((Logger) LoggerFactory.getLogger("org.apache.sshd")).setLevel(Level.WARN);
    }

    private static Map<String, String> settings(EmbeddedSshHost host, Path identity, Path knownHosts) {
        return Map.ofEntries(
                Map.entry("enabled", "true"),
                Map.entry("interval", INTERVAL.toSeconds() + "s"),
                Map.entry("until", "5s"),
                Map.entry("all", "false"),
                Map.entry("timeout", "1m"),
                Map.entry("notify-min-gb", "0"),
                Map.entry("preflight", "true"),
                Map.entry("ssh.host", EmbeddedSshHost.ADDRESS),
                Map.entry("ssh.user", "demo"),
                Map.entry("ssh.port", Integer.toString(host.port())),
                Map.entry("ssh.identity-file", identity.toString()),
                Map.entry("ssh.known-hosts-file", knownHosts.toString()),
                Map.entry("ssh.host-key-checking", "yes"));
    }

    private static String whereToLook(int sshPort) {
        var http = ConfigFactory.load().getConfig(KEY + "http");
        String port = http.getString("port");
        String url = "http://" + http.getString("interface") + ":" + (port.equals("0") ? "<port, see below>" : port);
        return """
            A toy Docker host listens for ssh on %s:%d; its build cache grows by about 0.25 GB a second.
            Every %d s it is pruned of what was last used more than 5 s ago. See what comes of it:
              curl %s/queue
              curl %s/status
            Ctrl-C ends it.
            """.formatted(EmbeddedSshHost.ADDRESS, sshPort, INTERVAL.toSeconds(), url, url);
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("could not remove " + directory + ": " + e.getMessage());
        }
    }
}
