package dev.orchestrator.buildcache.engine;

import static java.util.Comparator.reverseOrder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A Docker Engine of the tests' own, in one folder: nothing outside is pruned, built or removed. It has no network and
 * does not use the machine's configuration.
 */
final class RealEngine implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

    private final Path dir;
    private final String controlGroup;
    private final PrivateServer dockerd;
    private final LocalCommands commands;

    /** @param parent for the engine's folder */
    static RealEngine start(Path parent) {
        try {
            var engine = new RealEngine(openToAll(Files.createTempDirectory(parent, "engine")));
            engine.dockerd.awaitReady(engine::answers);
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets every user through to what is in the folder, and through its parent: the files guard themselves. */
    static Path openToAll(Path dir) throws IOException {
        for (var each : List.of(dir, dir.getParent())) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return dir;
    }

    private RealEngine(Path dir) throws IOException {
        this.dir = dir;
        controlGroup = "build-cache-pruner-" + UUID.randomUUID();
        commands = new LocalCommands(
                Files.createDirectory(dir.resolve("output")),
                Map.of(
                        "DOCKER_HOST", dockerHost(),
                        "DOCKER_BUILDKIT", "1",
                        "DOCKER_CONFIG", dir.resolve("config").toString()));
        var configuration = Files.writeString(dir.resolve("daemon.json"), "{}");
        dockerd = PrivateServer.start(
                dir,
                Map.of(),
                List.of(
                        Requirements.DOCKERD.toString(),
                        "--config-file=" + configuration,
                        "--host=" + dockerHost(),
                        "--pidfile=" + dir.resolve("docker.pid"),
                        "--data-root=" + dir.resolve("data"),
                        "--exec-root=" + dir.resolve("exec"),
                        "--exec-opt=native.cgroupdriver=cgroupfs",
                        "--cgroup-parent=/" + controlGroup,
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false",
                        "--ip-forward=false"));
    }

    private boolean answers() {
        try {
            docker("info");
            return true;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    /** For {@code DOCKER_HOST}. */
    String dockerHost() {
        return "unix://" + dir.resolve("docker.sock");
    }

    /**
     * Runs the machine's own {@code docker} against this engine.
     *
     * @return its stdout
     * @throws IllegalStateException if it fails
     */
    String docker(String... arguments) {
        return commands.run(dockerLine(arguments));
    }

    private List<String> dockerLine(String... arguments) {
        return Stream.concat(Stream.of(Requirements.DOCKER.toString()), Stream.of(arguments))
                .toList();
    }

    /**
     * Builds an image that has busybox and what the steps add to it.
     *
     * @param steps each a command line for busybox's shell
     */
    void build(String tag, String... steps) {
        startBuild(tag, steps).result();
    }

    LocalCommands.Started startBuild(String tag, String... steps) {
        try {
            var context = Files.createTempDirectory(dir, "context");
            Files.copy(Requirements.BUSYBOX, context.resolve("busybox"));
            var lines = new ArrayList<>(List.of("FROM scratch", "COPY busybox /bin/busybox"));
            for (var step : steps) {
                lines.add("RUN " + JSON.writeValueAsString(List.of("/bin/busybox", "sh", "-c", step)));
            }
            Files.write(context.resolve("Dockerfile"), lines);
            return commands.start(
                    dockerLine("build", "--progress=plain", "--network=none", "--tag=" + tag, context.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids of the build cache's records. */
    List<String> cache() {
        return records().map(cached -> cached.path("ID").asText()).sorted().toList();
    }

    private Stream<JsonNode> records() {
        var records = json(docker("system", "df", "--verbose", "--format", "{{json .BuildCache}}"));
        return StreamSupport.stream(records.spliterator(), false);
    }

    /** Until all of the build cache was last used longer ago than this, as the engine has it; none is in its first use. */
    void awaitCacheOlderThan(Duration age) {
        Await.until("build cache older than " + age, () -> {
            var limit = Instant.now().minus(age);
            return records()
                    .map(cached -> cached.path("LastUsedAt").asText())
                    .allMatch(used -> !used.isEmpty() && instant(used).isBefore(limit));
        });
    }

    /** Go's form of a time, such as {@code 2026-11-24 08:26:52.390387298 +0000 UTC}. */
    private static Instant instant(String text) {
        var parts = text.split(" ");
        return Instant.parse(parts[0] + "T" + parts[1] + "Z");
    }

    /** The exact bytes of each prune that there was, from its events: what it took off the build cache. */
    List<Long> reclaimed(Instant since, Instant until) {
        return docker(
                        "events",
                        "--since=" + seconds(since),
                        "--until=" + seconds(until),
                        "--filter=type=builder",
                        "--format={{json .}}")
                .lines()
                .map(event -> json(event).at("/Actor/Attributes/reclaimed").asText())
                .map(Long::valueOf)
                .toList();
    }

    private static String seconds(Instant time) {
        return "%d.%09d".formatted(time.getEpochSecond(), time.getNano());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + text, e);
        }
    }

    /** Removes all that it holds. */
    void clear() {
        removeAll(docker("ps", "--all", "--quiet"), "rm", "--force");
        removeAll(docker("images", "--all", "--quiet"), "rmi", "--force");
        docker("volume", "prune", "--force");
        docker("builder", "prune", "--all", "--force");
    }

    private void removeAll(String ids, String... command) {
        if (!ids.isEmpty()) {
            docker(Stream.concat(Stream.of(command), ids.lines().distinct()).toArray(String[]::new));
        }
    }

    /**
     * @param kind such as {@code image}
     * @param ids one a line, and at least one
     */
    JsonNode inspect(String kind, String ids) {
        return json(
                docker(Stream.concat(Stream.of(kind, "inspect"), ids.lines()).toArray(String[]::new)));
    }

    /** Ends it. What it held is still there. */
    void stop() {
        dockerd.close();
    }

    /** Ends it, with the control groups: dockerd leaves them behind, empty. */
    @Override
    public void close() {
        stop();
        try (var found = Files.find(CONTROL_GROUPS, 2, (path, is) -> is.isDirectory() && path.endsWith(controlGroup))) {
            found.toList().forEach(RealEngine::removeControlGroup);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeControlGroup(Path top) {
        try (var all = Files.walk(top)) {
            for (var group :
                    all.filter(Files::isDirectory).sorted(reverseOrder()).toList()) {
                Files.delete(group);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
