package dev.orchestrator.buildcache.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.engine.EngineVersion.Cli;
import dev.orchestrator.buildcache.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Docker Engine of the tests' own, in one folder: nothing outside is pruned, built or removed. It has no network and
 * does not use the machine's configuration. What sets it up is the docker program that came with it.
 */
final class RealEngine implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EngineVersion version;
    private final Path dir;
    private final ControlGroup controlGroup = ControlGroup.named();
    private final LocalCommands commands;
    private PrivateServer dockerd;

    /**
     * @param parent for the engine's folder
     * @throws IllegalStateException if it doesn't get ready, or is another version
     */
    static RealEngine start(EngineVersion version, Path parent) {
        try {
            var engine = new RealEngine(version, openToAll(Files.createTempDirectory(parent, "engine")));
            engine.awaitReady();
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

    private RealEngine(EngineVersion version, Path dir) throws IOException {
        this.version = version;
        this.dir = dir;
        commands = new LocalCommands(
                Files.createDirectory(dir.resolve("output")),
                Map.of(
                        "DOCKER_HOST", dockerHost(),
                        "DOCKER_BUILDKIT", "1",
                        "DOCKER_CONFIG", dir.resolve("config").toString()));
        Files.writeString(configuration(), "{}");
        dockerd = startDaemon();
    }

    private Path configuration() {
        return dir.resolve("daemon.json");
    }

    /** What is not to outlive it, such as process ids, goes to {@code /run}, which is its own. */
    private PrivateServer startDaemon() {
        return PrivateServer.start(
                dir,
                version.root(),
                Map.of(),
                List.of(
                        Requirements.DOCKERD.toString(),
                        "--config-file=" + configuration(),
                        "--host=" + dockerHost(),
                        "--data-root=" + dir.resolve("data"),
                        "--exec-opt=native.cgroupdriver=cgroupfs",
                        "--cgroup-parent=/" + controlGroup.name(),
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false",
                        "--ip-forward=false"));
    }

    private void awaitReady() {
        dockerd.awaitReady(this::answers);
        var found = docker("version", "--format", "{{.Server.Version}}");
        boolean buildx = succeeds("buildx", "version");
        if (!found.startsWith(version.number()) || buildx != version.hasBuildx()) {
            close();
            throw new IllegalStateException(
                    "not " + version + ": " + found + (buildx ? " with buildx" : " without buildx"));
        }
    }

    /** Ends it, and starts it again with what it holds, as a reboot does: no container runs any more. */
    void restart() {
        dockerd.close();
        dockerd = startDaemon();
        awaitReady();
    }

    private boolean answers() {
        return succeeds("info");
    }

    private boolean succeeds(String... arguments) {
        try {
            docker(arguments);
            return true;
        } catch (IllegalStateException no) {
            return false;
        }
    }

    EngineVersion version() {
        return version;
    }

    /** The docker programs of a host that has this engine. */
    Stream<Cli> clis() {
        return version.clis(dir);
    }

    Path socket() {
        return dir.resolve("docker.sock");
    }

    /** For {@code DOCKER_HOST}. */
    String dockerHost() {
        return "unix://" + socket();
    }

    /**
     * Runs the {@code docker} that came with this engine.
     *
     * @return its stdout
     * @throws IllegalStateException if it fails
     */
    String docker(String... arguments) {
        return commands.run(dockerLine(arguments));
    }

    private List<String> dockerLine(String... arguments) {
        return dockerd.inside(Stream.concat(Stream.of(Requirements.DOCKER.toString()), Stream.of(arguments))
                .toList());
    }

    /**
     * Builds an image that has busybox and what the steps add to it.
     *
     * @param steps each a command line for busybox's shell
     */
    void build(String tag, String... steps) {
        startBuild(tag, steps).result();
    }

    void build(String tag, Recipe recipe) {
        startBuild(tag, recipe).result();
    }

    /** Builds an image, and removes its tag: its layers are nothing but build cache then. */
    void buildCache(Recipe recipe) {
        build("only-cache", recipe);
        docker("rmi", "only-cache");
    }

    LocalCommands.Started startBuild(String tag, String... steps) {
        return startBuild(tag, Stream.of(steps).reduce(Recipe.BUSYBOX, Recipe::run, (a, b) -> b));
    }

    /** @param options such as {@code --target=base} */
    LocalCommands.Started startBuild(String tag, Recipe recipe, String... options) {
        try {
            var context = Files.createTempDirectory(dir, "context");
            Files.copy(Requirements.BUSYBOX, context.resolve("busybox"));
            Files.write(context.resolve("Dockerfile"), recipe.lines());
            var line = new ArrayList<>(List.of("build", "--progress=plain", "--network=none", "--tag=" + tag));
            line.addAll(List.of(options));
            line.add(context.toString());
            return commands.start(dockerLine(line.toArray(String[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The build cache's records. */
    List<EngineRecord> records() {
        return EngineRecord.all(socket());
    }

    /** The ids of the build cache's records. */
    List<String> cache() {
        return records().stream().map(EngineRecord::id).sorted().toList();
    }

    /**
     * Until all of the build cache was last used longer ago than this, as the engine has it; none is in its first use.
     * Without buildx, an engine since 23.0 counts back from now to a whole second (moby, {@code GetTimestamp}).
     */
    void awaitCacheOlderThan(Duration age) {
        Await.until("build cache older than " + age, () -> {
            var limit = Instant.now().minus(age).truncatedTo(ChronoUnit.SECONDS);
            return records().stream()
                    .allMatch(cached -> cached.lastUsed().filter(limit::isAfter).isPresent());
        });
    }

    /** The exact bytes of each prune that there was, from its events; buildx's prunes have none. */
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

    @Override
    public void close() {
        stop();
        controlGroup.close();
    }
}
