package dev.orchestrator.buildcache.engine;

import static dev.orchestrator.buildcache.engine.OneRun.olderThan;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.engine.EngineVersion.Cli;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Rung;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
 * After a restart, engines since 23.0 leave most of a chain behind (docs/engine-restart.md); a run removes it all the same,
 * and a preview says so beforehand.
 *
 * <p>Needs what {@link Requirements} says, and is skipped elsewhere. With {@code REQUIRE_REAL_ENGINE=true} in the
 * environment a skip is a failure.
 */
@ParameterizedClass
@EnumSource(EngineVersion.class)
class RestartedEngineIT {
    /** How many random caches are tried; {@code -Dgraphs=20} tries more. */
    private static final int GRAPHS = Integer.getInteger("graphs", 2);

    private static final BuilderPrune PRUNE = olderThan("1s");
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
    void a_chain_goes_in_one_run_though_the_engine_leaves_it(Cli cli) {
        engine.buildCache(Recipe.BUSYBOX.layers("old", 5, 4000));
        restart();

        var run = completing(cli);

        assertThat(engine.cache()).isEmpty();
        assertThat(run.outcome().kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(run.outcome().reclaimed().orElseThrow().bytes()).isGreaterThan(5 * 4000 * 1024);
        assertThat(run.rungs().get(0).by()).isEqualTo(new Rung.By.Until(PRUNE.until()));
        if (hasFault()) {
            assertThat(run.ofChains().orElseThrow().bytes()).isGreaterThan(3 * 4000 * 1024);
            assertThat(run.rungs().get(1).by()).isEqualTo(new Rung.By.Records(1));
            assertThat(run.rungs()).hasSize(3);
        } else {
            assertThat(run.rungs()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("clis")
    void without_completing_the_chain_stays_on_engines_that_have_the_fault(Cli cli) {
        engine.buildCache(Recipe.BUSYBOX.layers("left", 5, 1000));
        restart();

        var outcome = OneRun.of(PRUNE, HOSTS.get(cli).target(RealSshd.ROOT), ACTORS);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(engine.cache().isEmpty()).isEqualTo(!hasFault());
    }

    @ParameterizedTest
    @MethodSource("clis")
    void without_a_restart_nothing_is_named(Cli cli) {
        engine.buildCache(Recipe.BUSYBOX.layers("plain", 5, 1000));
        engine.awaitCacheOlderThan(Duration.ofSeconds(1));

        var run = completing(cli);

        assertThat(engine.cache()).isEmpty();
        assertThat(run.rungs()).hasSize(1);
        assertThat(run.remains()).isEmpty();
    }

    @Test
    void what_an_image_or_a_younger_layer_needs_stays_and_so_do_images_containers_and_volumes() {
        var base = Recipe.BUSYBOX.layers("base", 3, 1000);
        engine.build("kept", base.layer("kept", 1000));
        engine.docker("run", "--name=box", "--volume=data:/data", "--network=none", "kept", "/bin/busybox", "true");
        engine.buildCache(base.layers("side", 4, 1000).cacheMount("mount", 500));
        restart();
        engine.buildCache(Recipe.BUSYBOX.layers("young", 2, 1000));
        var young = engine.records().stream()
                .filter(cached -> cached.description().contains("young"))
                .map(EngineRecord::id)
                .toList();

        var run = OneRun.completing(olderThan("30s"), HOSTS.get(cli()).target(RealSshd.ROOT), ACTORS);

        assertThat(run.outcome().kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(engine.cache()).containsAll(young);
        assertThat(completing(cli()).outcome().kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(engine.records()).noneMatch(cached -> cached.description().contains("side"));
        assertThat(engine.docker("images", "--quiet", "kept")).isNotBlank();
        assertThat(engine.docker("ps", "--all", "--quiet")).isNotBlank();
        assertThat(engine.docker("volume", "ls", "--quiet")).isEqualTo("data");
        engine.build("again", base.layer("kept", 1000).layer("more", 100));
    }

    @ParameterizedTest
    @MethodSource("clis")
    void what_a_preview_says_is_what_a_run_removes(Cli cli) {
        for (int seed = 0; seed < GRAPHS; seed++) {
            engine.clear();
            var random = new Random(31L * seed + version.ordinal());
            builds(random, "g" + seed + (cli.buildx() ? "x" : ""));
            if (seed % 2 == 0) {
                engine.restart();
            }
            engine.awaitCacheOlderThan(Duration.ofSeconds(1));
            var before = engine.cache().size();

            var preview = OneRun.preview(PRUNE, HOSTS.get(cli).target(RealSshd.ROOT), ACTORS);
            var run = completing(cli);

            var takes = preview.takes();
            long said = takes.amount().size().bytes();
            long reclaimed = run.outcome().reclaimed().orElseThrow().bytes();
            // Docker's own report has four digits.
            long error = takes.amount().error() + reclaimed / 1000;
            System.Logger log = System.getLogger(getClass().getName());
            log.log(
                    System.Logger.Level.INFO,
                    "graph {0} of {1}, {2}{3}: {4} records, preview {5} B ± {6}, reclaimed {7} B by {8}",
                    seed,
                    version,
                    cli,
                    seed % 2 == 0 ? ", restarted" : "",
                    before,
                    Long.toString(said),
                    Long.toString(takes.amount().error()),
                    Long.toString(reclaimed),
                    run.rungs());
            assertThat(reclaimed).as("seed %d", seed).isBetween(said - error, said + error);
            assertThat(before - engine.cache().size()).as("seed %d", seed).isEqualTo(takes.records());
        }
    }

    /** Some builds with common beginnings; some of their images are kept. */
    private static void builds(Random random, String name) {
        var recipes = new ArrayList<>(List.of(Recipe.BUSYBOX));
        for (int i = 0; i < 3 + random.nextInt(3); i++) {
            var from = recipes.get(random.nextInt(recipes.size()));
            var recipe = from.layers(name + "-" + i, 1 + random.nextInt(3), 100 + random.nextInt(1500));
            if (random.nextInt(4) == 0) {
                recipe = recipe.cacheMount(name + "-m" + i, 300);
            }
            recipes.add(recipe);
            if (random.nextInt(4) == 0) {
                engine.build(name + "-image" + i, recipe);
            } else {
                engine.buildCache(recipe);
            }
        }
    }

    private boolean hasFault() {
        return version != EngineVersion.ENGINE_20;
    }

    private static void restart() {
        engine.restart();
        engine.awaitCacheOlderThan(Duration.ofSeconds(1));
    }

    private static Cli cli() {
        return clis().findFirst().orElseThrow();
    }

    private static Run completing(Cli cli) {
        return OneRun.completing(PRUNE, HOSTS.get(cli).target(RealSshd.ROOT), ACTORS);
    }
}
