package dev.orchestrator.buildcache.engine;

import static dev.orchestrator.buildcache.engine.OneRun.allOlderThan;
import static dev.orchestrator.buildcache.engine.OneRun.olderThan;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.engine.EngineVersion.Cli;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.value.ByteSize;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the service does to real Docker Engines behind a real sshd: it removes only build cache, only as much as
 * requested, and reports the engine's own number of bytes. Other tests rely on documented behaviour of Docker; this one
 * verifies it.
 *
 * <p>Needs what {@link Requirements} says, and is skipped elsewhere. With {@code REQUIRE_REAL_ENGINE=true} in the
 * environment a skip is a failure.
 */
@ParameterizedClass
@EnumSource(EngineVersion.class)
class RealEngineIT {
    private static final ActorTestKit ACTORS = ActorTestKit.create();
    private static final Map<Cli, RealSshd> HOSTS = new HashMap<>();

    @TempDir
    private static Path dir;

    private static RealEngine engine;

    @Parameter
    private EngineVersion version;

    @BeforeParameterizedClassInvocation
    static void start(EngineVersion version) {
        Requirements.areMet(version, dir);
        engine = RealEngine.start(version, dir);
        clis().forEach(cli -> HOSTS.put(cli, RealSshd.with(cli, engine, dir)));
    }

    static Stream<Cli> clis() {
        return engine.clis();
    }

    private static Cli cli() {
        return clis().findFirst().orElseThrow();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        HOSTS.values().forEach(RealSshd::close);
        HOSTS.clear();
        engine.close();
    }

    @AfterAll
    static void stopActors() {
        ACTORS.shutdownTestKit();
    }

    @BeforeEach
    void clear() {
        engine.clear();
    }

    @ParameterizedTest
    @MethodSource("clis")
    void fresh_cache_stays(Cli cli) {
        engine.build("app", blob("one", 3000));
        engine.docker("rmi", "app");
        var before = engine.cache();

        for (var prune : List.of(olderThan("24h"), allOlderThan("24h"))) {
            var run = run(cli, prune);

            assertThat(run.outcome.kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
            assertThat(run.outcome.reclaimed()).contains(ByteSize.ZERO);
            assertThat(run.removed).isZero();
            assertThat(engine.cache()).isEqualTo(before).hasSizeGreaterThan(3);
        }
    }

    @ParameterizedTest
    @MethodSource("clis")
    void older_cache_is_removed_and_the_reported_bytes_are_the_engines_own(Cli cli) {
        engine.build("app", blob("one", 3333));
        engine.docker("rmi", "app");
        engine.awaitCacheOlderThan(Duration.ofSeconds(1));

        var run = run(cli, olderThan("1s"));

        assertThat(engine.cache()).isEmpty();
        assertThat(run.removed).isGreaterThan(3333 * 1024);
        assertThat(run.outcome.kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(run.outcome.reclaimed()).contains(asPrinted(run.removed));
    }

    @ParameterizedTest
    @MethodSource("clis")
    void cache_shared_with_images_is_removed_only_with_all(Cli cli) {
        engine.build("app", blob("one", 3333));
        engine.awaitCacheOlderThan(Duration.ofSeconds(1));

        var unshared = run(cli, olderThan("1s"));
        var shared = engine.cache();
        var rest = run(cli, allOlderThan("1s"));

        assertThat(shared).isNotEmpty();
        assertThat(engine.cache()).isEmpty();
        for (var run : List.of(unshared, rest)) {
            assertThat(run.removed).isPositive();
            assertThat(run.outcome.reclaimed()).contains(asPrinted(run.removed));
        }
        assertThat(rest.removed).isGreaterThan(3333 * 1024);
    }

    @Test
    void images_containers_and_volumes_stay_as_they_were() {
        engine.build("in-use", blob("one", 100));
        engine.build("tagged", blob("two", 100));
        engine.build("untagged", blob("three", 100));
        engine.build("untagged", blob("four", 100));
        engine.docker(
                "run", "--volume=unused:/data", "--network=none", "in-use", "/bin/busybox", "touch", "/data/file");
        engine.docker(
                "run",
                "--detach",
                "--name=running",
                "--network=none",
                "--stop-signal=KILL",
                "--volume=in-use:/data",
                "in-use",
                "/bin/busybox",
                "sh",
                "-c",
                "echo kept > /data/file; exec busybox sleep 3600");
        Await.until("a file in the volume", () -> volumes().containsValue("kept\n"));
        engine.awaitCacheOlderThan(Duration.ofSeconds(1));
        var before = holdings();

        var runs = List.of(run(cli(), olderThan("1s")), run(cli(), allOlderThan("1s")));

        assertThat(runs).allSatisfy(run -> assertThat(run.removed).isPositive());
        assertThat(engine.cache()).isEmpty();
        assertThat(holdings()).isEqualTo(before);
        assertThat(before.images).hasSize(4);
        assertThat(before.containers).hasSize(2);
        assertThat(before.volumes).hasSize(2);
        assertThat(engine.docker("inspect", "--format={{.State.Status}}", "running"))
                .isEqualTo("running");
    }

    @Test
    void a_concurrent_build_succeeds() {
        engine.build("app", blob("one", 3333));
        engine.docker("rmi", "app");
        engine.awaitCacheOlderThan(Duration.ofSeconds(1));
        String nap = "/bin/busybox sleep " + (3600 + ProcessHandle.current().pid());
        var build = engine.startBuild("meanwhile", nap + " || echo awake > /woken");
        try {
            Await.until("the build's step runs", () -> processes(nap).count() == 1);

            var run = run(cli(), allOlderThan("1s"));

            assertThat(run.outcome.kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
            assertThat(run.removed).isGreaterThan(3333 * 1024);
            assertThat(build.process().isAlive()).isTrue();
            processes(nap).forEach(ProcessHandle::destroy);
            build.result();
        } finally {
            build.process().destroy();
        }
        assertThat(engine.docker("run", "--network=none", "meanwhile", "/bin/busybox", "cat", "/woken"))
                .isEqualTo("awake");
    }

    private static Stream<ProcessHandle> processes(String commandLine) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).equals(commandLine));
    }

    /** As proc(5) has it. {@link ProcessHandle#info} mixes in the program's path, which in a container may be any. */
    private static String commandLine(ProcessHandle process) {
        return contents(Path.of("/proc", "" + process.pid(), "cmdline"))
                .replace('\0', ' ')
                .strip();
    }

    /** What a run came to, and the bytes of the records that it removed. */
    private record Observed(Outcome outcome, long removed) {}

    private static Observed run(Cli cli, BuilderPrune prune) {
        var since = Instant.now();
        var before = engine.records();
        var outcome = OneRun.of(prune, HOSTS.get(cli).target(RealSshd.ROOT), ACTORS);
        var left = engine.cache();
        long removed = before.stream()
                .filter(cached -> !left.contains(cached.id()))
                .mapToLong(EngineRecord::bytes)
                .sum();
        if (!cli.buildx()) {
            assertThat(engine.reclaimed(since, Instant.now())).containsExactly(removed);
        }
        return new Observed(outcome, removed);
    }

    private static String blob(String name, int kib) {
        return "/bin/busybox dd if=/dev/urandom of=/" + name + " bs=1k count=" + kib;
    }

    /**
     * The figure that these bytes are printed as: Docker has four digits for it, in powers of 1000 (docker/go-units,
     * {@code size.go}, {@code HumanSize}: {@code %.4g}).
     */
    private static ByteSize asPrinted(long bytes) {
        double shown = bytes;
        int power = 0;
        while (shown >= 1000 && power < 8) {
            shown /= 1000;
            power++;
        }
        var figure = new BigDecimal(shown).round(new MathContext(4, RoundingMode.HALF_EVEN));
        return new ByteSize(figure.movePointRight(3 * power).longValueExact());
    }

    /** All that must stay, by id, as Docker describes it. */
    private record Holdings(
            Map<String, JsonNode> images, Map<String, JsonNode> containers, Map<String, String> volumes) {}

    private static Holdings holdings() {
        return new Holdings(
                inspected("image", "images", "--all", "--quiet", "--no-trunc"),
                inspected("container", "ps", "--all", "--quiet", "--no-trunc"),
                volumes());
    }

    private static Map<String, JsonNode> inspected(String kind, String... list) {
        var all = new TreeMap<String, JsonNode>();
        engine.inspect(kind, engine.docker(list))
                .forEach(found -> all.put(found.path("Id").asText(), found));
        return all;
    }

    /** Each volume's name, and what its file holds. */
    private static Map<String, String> volumes() {
        var all = new TreeMap<String, String>();
        engine.inspect("volume", engine.docker("volume", "ls", "--quiet"))
                .forEach(found -> all.put(
                        found.path("Name").asText(),
                        contents(Path.of(found.path("Mountpoint").asText(), "file"))));
        return all;
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }
}
