package dev.orchestrator.buildcache.demo;

import static java.util.stream.Collectors.joining;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.app.Main;
import dev.orchestrator.buildcache.settings.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * The real program, with the real {@code ssh}, against a few {@link ToyHost}s in the same JVM: shows it without a
 * Docker host.
 *
 * <p>Its settings come from {@code demo.conf} and from what it generates at each start. It ignores the operator's file,
 * and the environment except for the address to listen on. It pins the hosts' keys, so if the ssh configuration leads
 * to another host, its key is rejected.
 */
public final class Demo {
    private static final String KEY = "build-cache-pruner.";
    private static final Set<String> FROM_ENVIRONMENT = Set.of("http.interface", "http.port");

    private Demo() {}

    public static void main(String[] args) throws IOException {
        logAsTheProgramDoes();
        var directory = Files.createTempDirectory("build-cache-pruner-demo");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
        startHosts(directory);
        useOwnFile();
        Main.main(args);
        // Printed only now, because the program exits if its settings are invalid.
        System.out.println(whereToLook());
    }

    /** With the program's own configuration, even if tests have another, and without the embedded hosts' chatter. */
    private static void logAsTheProgramDoes() {
        System.setProperty("logback.configurationFile", "logback.xml");
        // It warns of every connection that a shutdown cuts.
        ((Logger) LoggerFactory.getLogger("org.apache.sshd")).setLevel(Level.ERROR);
    }

    /** Each has its own port; on one port, they would be the same host. */
    private static void startHosts(Path directory) throws IOException {
        var login = SshKey.generate();
        var known = new StringBuilder();
        for (var toy : ToyHost.all()) {
            var host = EmbeddedSshHost.start(0, toy.shell(), login);
            known.append(host.knownHostsLine());
            set("hosts." + toy.name() + ".ssh.host", EmbeddedSshHost.ADDRESS);
            set("hosts." + toy.name() + ".ssh.port", host.port());
        }
        set("ssh.identity-file", login.writeTo(directory.resolve("id_ed25519")));
        set("ssh.known-hosts-file", Files.writeString(directory.resolve("known_hosts"), known));
    }

    private static void set(String key, Object value) {
        System.setProperty(KEY + key, value.toString());
    }

    private static void useOwnFile() {
        System.clearProperty("config.file");
        System.clearProperty("config.url");
        System.setProperty("config.resource", "demo.conf");
        ignoreEnvironment();
        ConfigFactory.invalidateCaches();
    }

    /** System properties override environment variables. */
    private static void ignoreEnvironment() {
        settings(ConfigFactory.parseResources("demo.conf").withFallback(ConfigFactory.defaultReference()))
                .entrySet()
                .forEach(setting -> {
                    if (!FROM_ENVIRONMENT.contains(setting.getKey())) {
                        set(setting.getKey(), text(setting.getValue().unwrapped()));
                    }
                });
    }

    /** A system property is a text, and a list may be one with commas. */
    private static Object text(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(Object::toString).collect(joining(","))
                : value;
    }

    private static Config settings(Config root) {
        return root.getConfig(KEY.substring(0, KEY.length() - 1));
    }

    private static String whereToLook() {
        var settings = settings(Environment.of(System.getenv()).load(ConfigFactory.defaultApplication()));
        String port = settings.getString("http.port");
        String url = "http://" + settings.getString("http.interface") + ":"
                + (port.equals("0") ? "<port, see below>" : port);
        var text = new StringBuilder("\nToy Docker hosts listen for ssh on loopback:\n");
        for (var toy : ToyHost.all()) {
            text.append("  %-10s %s%n".formatted(toy.name(), toy.about()));
        }
        return text
                + """
            Every %s each is pruned of what was last used more than %s ago. See what comes of it:
              %s/
              curl %s/queue
            What is done there by buttons, or by POST, asks for a token: %s
            Ctrl-C ends it.
            """.formatted(
                                settings.getString("interval"),
                                settings.getString("until"),
                                url,
                                url,
                                settings.getString("http.token"));
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
