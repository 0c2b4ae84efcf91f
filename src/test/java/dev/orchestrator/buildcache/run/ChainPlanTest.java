package dev.orchestrator.buildcache.run;

import static dev.orchestrator.buildcache.cache.Records.hour;
import static dev.orchestrator.buildcache.cache.Records.old;
import static dev.orchestrator.buildcache.cache.Records.young;
import static dev.orchestrator.buildcache.run.ChainRuns.CHAIN;
import static dev.orchestrator.buildcache.run.ChainRuns.LIMIT;
import static dev.orchestrator.buildcache.run.ChainRuns.PRUNE;
import static dev.orchestrator.buildcache.run.ChainRuns.left;
import static dev.orchestrator.buildcache.run.ChainRuns.lines;
import static dev.orchestrator.buildcache.run.ChainRuns.mb;
import static dev.orchestrator.buildcache.run.ChainRuns.prunes;
import static dev.orchestrator.buildcache.run.ChainRuns.records;
import static dev.orchestrator.buildcache.run.ChainRuns.run;
import static dev.orchestrator.buildcache.run.ChainRuns.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.cache.Records;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.run.Remains.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** It is 14 o'clock; what was last used more than two hours ago is old. Each record has 1 MB. */
class ChainPlanTest {
    @Test
    void a_chain_that_the_engine_leaves_is_removed_by_name_the_first_record_alone_children_first() {
        var host = new ModelHost(CHAIN, true, hour(14));
        var end = run(host);

        assertThat(lines(host))
                .containsExactly(
                        "docker version --format '{{json .}}'",
                        "docker info --format '{{.SystemTime}}'",
                        "docker system df -v --format '{{json .BuildCache}}'",
                        "docker info --format '{{.SystemTime}}'",
                        "docker builder prune -f --filter until=2h",
                        "docker info --format '{{.SystemTime}}'",
                        "docker system df -v --format '{{json .BuildCache}}'",
                        "docker builder prune -f --filter 'id=^(c)$'",
                        "docker builder prune -f --filter 'id=^(b|a)$'");
        assertThat(left(host)).containsExactly("y");
        assertThat(end.outcome()).isEqualTo(new Outcome.Succeeded(mb(4)));
        assertThat(end.rungs()).containsExactly(until(mb(1)), records(1, mb(1)), records(2, mb(2)));
        assertThat(end.remains()).isEmpty();
        assertThat(end.idsIgnored()).isFalse();
    }

    @Test
    void where_the_engine_has_no_fault_nothing_more_is_sent() {
        var host = new ModelHost(CHAIN, false, hour(14));
        var end = run(host);
        assertThat(prunes(host)).isEqualTo(1);
        assertThat(end.rungs()).containsExactly(until(mb(4)));
        assertThat(left(host)).containsExactly("y");
    }

    @Test
    void without_chains_the_prune_is_the_last_command() {
        var host = new ModelHost(List.of(old("a"), old("b"), young("y")), true, hour(14));
        var end = run(host);
        assertThat(host.sent).hasSize(4);
        assertThat(host.sent.get(3)).isEqualTo(PRUNE);
        assertThat(end.rungs()).containsExactly(until(mb(2)));
    }

    @Test
    void with_all_the_named_prunes_have_it_too() {
        var policy = new PrunePolicy(new BuilderPrune(Optional.of(new Age("2h")), true), true, true, LIMIT, LIMIT);
        var host = new ModelHost(CHAIN, true, hour(14));
        host.run(RunPlan.of(policy, true), LIMIT);
        assertThat(lines(host)).contains("docker builder prune -f -a --filter 'id=^(c)$'");
    }

    @Test
    void without_an_age_or_without_the_setting_nothing_is_listed() {
        for (var policy : List.of(
                new PrunePolicy(new BuilderPrune(Optional.empty(), false), true, true, LIMIT, LIMIT),
                new PrunePolicy(PRUNE, true, false, LIMIT, LIMIT))) {
            var host = new ModelHost(List.of(), true, hour(14));
            host.instead = command -> command instanceof BuilderPrune
                    ? Optional.of(new Exited(0, ModelHost.report(Set.of()), ""))
                    : Optional.empty();
            host.run(RunPlan.of(policy, true), LIMIT);
            assertThat(host.sent).hasSize(2);
        }
    }

    /** The random caches have sizes and uses of all kinds. */
    @Test
    void whatever_the_cache_a_faulty_engine_ends_as_one_without_the_fault() {
        for (int seed = 0; seed < 300; seed++) {
            var records = Records.graph(new Random(seed));
            var whole = new ModelHost(records, false, hour(14));
            run(whole);
            var faulty = new ModelHost(records, true, hour(14));
            run(faulty);
            // What was created after the cutoff is not named, and what it is built on stays.
            var expected = new HashSet<>(left(whole));
            assertThat(left(faulty)).as("seed %d", seed).containsAll(expected);
            assertThat(left(faulty).stream().filter(id -> !expected.contains(id)))
                    .as("seed %d", seed)
                    .allMatch(id -> isKeptByANewerRecord(id, faulty));
        }
    }

    private static boolean isKeptByANewerRecord(String id, ModelHost host) {
        var record = host.engine.get(id);
        return record.created().isAfter(hour(12))
                || host.engine
                        .listing()
                        .records()
                        .filter(other -> other.parents().contains(id))
                        .anyMatch(other -> isKeptByANewerRecord(other.id(), host));
    }

    private static Stream<CommandResult> failures() {
        return Stream.of(
                new Exited(1, "", "a disk usage operation is already running"),
                new Exited(126, "", "not allowed"),
                new Exited(0, "no listing", ""),
                new Exited(0, "", ""),
                new CutOff(Reached.DOCKER),
                new CutOff(Reached.NOBODY),
                new Lost("the connection ended"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_command_that_only_reads_never_fails_a_prune(CommandResult failure) {
        // The commands are: time, listing, time, (prune,) time, listing.
        for (int failing = 1; failing <= 5; failing++) {
            int nth = failing;
            var host = new ModelHost(CHAIN, true, hour(14));
            host.instead = command -> isReading(command)
                            && host.sent.stream()
                                            .filter(ChainPlanTest::isReading)
                                            .count()
                                    == nth
                    ? Optional.of(failure)
                    : Optional.empty();
            var end = run(host);
            assertThat(end.outcome()).as("at %d", nth).isEqualTo(new Outcome.Succeeded(mb(1)));
            assertThat(end.rungs()).containsExactly(until(mb(1)));
            assertThat(end.remains().map(Remains::reason)).contains(Reason.NOT_LISTED);
            assertThat(prunes(host)).isEqualTo(1);
        }
    }

    private static boolean isReading(RemoteCommand<?> command) {
        return command instanceof EngineTime || command instanceof ListCache;
    }

    @Test
    void where_ssh_cannot_be_started_the_prune_is_not_tried() {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.instead = command ->
                command instanceof DockerVersion ? Optional.empty() : Optional.of(new NotStarted("no such file"));
        assertThat(run(host).outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(prunes(host)).isZero();
    }

    @Test
    void a_second_listing_that_took_long_is_not_acted_on() {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.listingTakes = n -> Duration.ofSeconds(n == 2 ? 11 : 1);
        var end = run(host);
        assertThat(prunes(host)).isEqualTo(1);
        assertThat(end.outcome()).isEqualTo(new Outcome.Succeeded(mb(1)));
        assertThat(end.remains().orElseThrow().reason()).isEqualTo(Reason.LEFT);
        assertThat(end.remains().orElseThrow().text())
                .isEqualTo("3 records that the engine had left stay for the next run: the listing took over 10 s, and a"
                        + " build may use it by now");
    }

    @Test
    void a_first_listing_may_take_long() {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.listingTakes = n -> Duration.ofSeconds(n == 1 ? 55 : 1);
        assertThat(run(host).outcome().reclaimed()).contains(mb(4));
    }

    @Test
    void a_clock_that_is_set_back_makes_the_second_listing_too_old() {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.listingTakes = n -> Duration.ofSeconds(n == 2 ? -30 : 1);
        assertThat(run(host).remains().map(Remains::reason)).contains(Reason.LEFT);
        assertThat(prunes(host)).isEqualTo(1);
    }

    @Test
    void a_first_prune_that_does_not_succeed_is_the_only_one_and_is_listed_if_it_was_sent() {
        var results =
                List.of(new Exited(1, "", "boom"), new Exited(0, "", ""), new CutOff(Reached.DOCKER), new Lost("lost"));
        for (var result : results) {
            var host = new ModelHost(CHAIN, true, hour(14));
            host.instead = command -> command instanceof BuilderPrune ? Optional.of(result) : Optional.empty();
            var end = run(host);
            assertThat(prunes(host)).isEqualTo(1);
            assertThat(end.rungs()).containsExactly(new Rung(new Rung.By.Until(PRUNE.until()), end.outcome()));
            assertThat(end.outcome().kind()).isNotEqualTo(Outcome.Kind.SUCCEEDED);
        }
        var host = new ModelHost(CHAIN, true, hour(14));
        host.instead =
                command -> command instanceof BuilderPrune ? Optional.of(new CutOff(Reached.NOBODY)) : Optional.empty();
        assertThat(run(host).rungs()).isEmpty();
    }
}
