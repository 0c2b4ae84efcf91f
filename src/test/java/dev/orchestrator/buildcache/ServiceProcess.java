package dev.orchestrator.buildcache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost;
import dev.orchestrator.buildcache.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program in its own process, configured by its environment, as an operator starts it. */
final class ServiceProcess implements AutoCloseable {
    /** Much longer than a JVM needs to start on a busy machine. */
    static final Duration START = Duration.ofMinutes(2);

    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
    private static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path stdout;
    private final Path stderr;

    /** @param directory for its output */
    static ServiceProcess start(Path directory, Map<String, String> environment, String... jvmOptions)
            throws IOException {
        return new ServiceProcess(directory, environment, List.of(jvmOptions), "app.Main", Stream.of(CLASSES));
    }

    /** With pipes as its stdout and stderr, which nobody reads until the test does. */
    static ServiceProcess startUnread(Path directory, Map<String, String> environment, String... jvmOptions)
            throws IOException {
        return new ServiceProcess(
                List.of(), directory, environment, List.of(jvmOptions), "app.Main", Stream.of(CLASSES), Redirect.PIPE);
    }

    /** Started by another program, which this one begins with, such as {@code unshare}. */
    static ServiceProcess startBy(List<String> program, Path directory, Map<String, String> environment)
            throws IOException {
        return new ServiceProcess(program, directory, environment, List.of(), "app.Main", Stream.of(CLASSES), null);
    }

    /** @param settings of a configuration file of its own, inside the namespace */
    static ServiceProcess startWithFile(Path directory, String settings, Map<String, String> environment)
            throws IOException {
        var file = Files.writeString(directory.resolve("own.conf"), "build-cache-pruner {\n" + settings + "\n}");
        return start(directory, environment, "-Dconfig.file=" + file);
    }

    static ServiceProcess startDemo(Path directory, Map<String, String> environment, String... jvmOptions)
            throws IOException {
        return new ServiceProcess(
                directory, environment, List.of(jvmOptions), "demo.Demo", Stream.of(TEST_CLASSES, CLASSES));
    }

    private ServiceProcess(
            Path directory, Map<String, String> environment, List<String> options, String main, Stream<Path> classes)
            throws IOException {
        this(List.of(), directory, environment, options, main, classes, null);
    }

    /** @param output where its output goes; null: to files */
    private ServiceProcess(
            List<String> before,
            Path directory,
            Map<String, String> environment,
            List<String> options,
            String main,
            Stream<Path> classes,
            Redirect output)
            throws IOException {
        stdout = directory.resolve("stdout.log");
        stderr = directory.resolve("stderr.log");
        var line = new ArrayList<>(before);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            // Otherwise the JVM warns about Akka's use of Unsafe on stderr; 17 doesn't have this option.
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        line.addAll(options);
        line.addAll(List.of("-cp", classpath(classes), "dev.orchestrator.buildcache." + main));
        var builder = new ProcessBuilder(line)
                .redirectOutput(output == null ? Redirect.to(stdout.toFile()) : output)
                .redirectError(output == null ? Redirect.to(stderr.toFile()) : output);
        builder.environment().keySet().removeIf(name -> name.startsWith("ORCH_") || name.endsWith("JAVA_OPTIONS"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** The libraries, but neither tests nor the packaged program, which has no application.conf. */
    private static String classpath(Stream<Path> classes) {
        var libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !Path.of(entry).startsWith(CLASSES.getParent()));
        return Stream.concat(classes.map(Path::toString), libraries).collect(Collectors.joining(File.pathSeparator));
    }

    /** An operator's settings for that host, with any free port, and what the test adds. */
    static Map<String, String> environment(EmbeddedSshHost host, RealSsh ssh, Map<String, String> more)
            throws IOException {
        var environment = new HashMap<>(Map.of(
                "ORCH_DEPLOY_SSH_HOST",
                EmbeddedSshHost.ADDRESS,
                "ORCH_DEPLOY_SSH_USER",
                "prune",
                "ORCH_DEPLOY_SSH_PORT",
                Integer.toString(host.port()),
                "ORCH_DEPLOY_SSH_IDENTITY_FILE",
                ssh.identity().toString(),
                "ORCH_DEPLOY_SSH_KNOWN_HOSTS_FILE",
                ssh.knownHosts(host.knownHostsLine()).toString(),
                "ORCH_DEPLOY_SSH_HOST_KEY_CHECKING",
                "yes",
                "ORCH_BUILD_CACHE_PRUNE_HTTP_PORT",
                "0"));
        environment.putAll(more);
        return environment;
    }

    /** The JSON that the service answers, once it listens. */
    JsonNode get(String path) throws Exception {
        return new ObjectMapper().readTree(text(path));
    }

    String text(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** Its address, once it listens. */
    String url() throws Exception {
        awaitOutput("listening on http://");
        var listening = LISTENING.matcher(stdout());
        listening.find();
        return listening.group(1);
    }

    void awaitOutput(String text) throws Exception {
        Await.until("the log says: " + text + "\n" + stdout() + stderr(), START, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + ":\n" + stdout() + stderr());
            }
            return stdout().contains(text);
        });
    }

    String stdout() throws IOException {
        return Files.readString(stdout);
    }

    String stderr() throws IOException {
        return Files.readString(stderr);
    }

    /** Live ssh clients that it started. */
    List<ProcessHandle> clients() {
        return RealSsh.clientsOf(process.toHandle());
    }

    /** Started unread: the pipe that is its stderr. */
    InputStream stderrPipe() {
        return process.getErrorStream();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    long pid() {
        return process.pid();
    }

    /** The lines on stderr of a program that ends at once with this exit code, and prints nothing else. */
    List<String> refusal(int code) throws Exception {
        int ended = awaitEnd(START);
        if (ended != code || !stdout().isEmpty()) {
            throw new AssertionError("ended with " + ended + ":\n" + stdout() + stderr());
        }
        return stderr().lines().toList();
    }

    /** @return the exit code */
    int awaitEnd(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + atMost.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /** Ends the process, whatever the result of the test. */
    @Override
    public void close() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
