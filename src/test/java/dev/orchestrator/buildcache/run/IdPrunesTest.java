package dev.orchestrator.buildcache.run;

import static dev.orchestrator.buildcache.cache.Records.hour;
import static dev.orchestrator.buildcache.cache.Records.old;
import static dev.orchestrator.buildcache.run.ChainRuns.CHAIN;
import static dev.orchestrator.buildcache.run.ChainRuns.LIMIT;
import static dev.orchestrator.buildcache.run.ChainRuns.POLICY;
import static dev.orchestrator.buildcache.run.ChainRuns.left;
import static dev.orchestrator.buildcache.run.ChainRuns.mb;
import static dev.orchestrator.buildcache.run.ChainRuns.prunes;
import static dev.orchestrator.buildcache.run.ChainRuns.records;
import static dev.orchestrator.buildcache.run.ChainRuns.run;
import static dev.orchestrator.buildcache.run.ChainRuns.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.cache.CacheRecord;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.RecordsPrune;
import dev.orchestrator.buildcache.run.Remains.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the engine has left is removed by name. It is 14 o'clock; each record has 1 MB. */
class IdPrunesTest {
    @Test
    void many_records_are_named_in_pieces_of_at_most_200() {
        var records = new ArrayList<CacheRecord>();
        IntStream.range(0, 452).forEach(i -> records.add(i == 0 ? old("r0") : old("r" + i, "r" + (i - 1))));
        var host = new ModelHost(records, true, hour(14));
        var end = run(host);
        assertThat(end.rungs())
                .containsExactly(
                        until(mb(1)),
                        records(1, mb(1)),
                        records(200, mb(200)),
                        records(200, mb(200)),
                        records(50, mb(50)));
        assertThat(left(host)).isEmpty();
        assertThat(end.outcome().reclaimed()).contains(mb(452));
    }

    @Test
    void with_little_time_left_nothing_is_begun_that_could_be_cut_off() {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.listingTakes = n -> Duration.ofSeconds(n == 1 ? 540 : 1);
        var end = run(host);
        assertThat(prunes(host)).isEqualTo(1);
        assertThat(end.remains().orElseThrow().text()).endsWith("the run's time is nearly over");
    }

    @Test
    void if_docker_removes_others_than_the_named_records_the_run_fails_and_names_none_again() {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.instead = command -> command instanceof RecordsPrune
                ? Optional.of(new Exited(0, ModelHost.report(Set.of("c", "y")), ""))
                : Optional.empty();
        var end = run(host);
        assertThat(prunes(host)).isEqualTo(2);
        assertThat(end.idsIgnored()).isTrue();
        assertThat(end.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(end.outcome().error()).contains("docker removed 1 records that were not named (y)");
        assertThat(end.outcome().reclaimed()).contains(mb(3));
        assertThat(end.rungs()).hasSize(2);

        var next = new ModelHost(CHAIN, true, hour(14));
        var later = next.run(RunPlan.of(POLICY, false), LIMIT);
        assertThat(prunes(next)).isEqualTo(1);
        assertThat(later.outcome()).isEqualTo(new Outcome.Succeeded(mb(1)));
        assertThat(later.remains().map(Remains::reason)).contains(Reason.IDS_OFF);
    }

    @Test
    void others_that_were_removed_are_noticed_without_a_report_too() {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.instead = command -> command instanceof RecordsPrune
                ? Optional.of(new Exited(0, "Deleted build cache objects:\ny\n", ""))
                : Optional.empty();
        assertThat(run(host).idsIgnored()).isTrue();
    }

    @Test
    void a_named_prune_that_is_cut_off_makes_the_run_unknown_with_what_was_confirmed() {
        var end = afterNamedPrune(new CutOff(Reached.DOCKER));
        assertThat(end.outcome()).isEqualTo(new Outcome.Unknown("timeout after 600s", Optional.of(mb(1))));
        assertThat(end.rungs())
                .containsExactly(
                        until(mb(1)), new Rung(new Rung.By.Records(1), new Outcome.Unknown("timeout after 600s")));
    }

    @Test
    void a_named_prune_that_fails_or_is_unconfirmed_is_shown_and_leaves_the_outcome() {
        var failed = afterNamedPrune(new Exited(1, "", "boom"));
        assertThat(failed.outcome()).isEqualTo(new Outcome.Succeeded(mb(1)));
        assertThat(failed.rungs().get(1).outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
        var unconfirmed = afterNamedPrune(new Exited(0, "", ""));
        assertThat(unconfirmed.outcome()).isEqualTo(new Outcome.Succeeded(mb(1)));
        assertThat(unconfirmed.rungs().get(1).outcome()).isEqualTo(new Outcome.Unconfirmed());
        var notSent = afterNamedPrune(new CutOff(Reached.NOBODY));
        assertThat(notSent.outcome()).isEqualTo(new Outcome.Succeeded(mb(1)));
        assertThat(notSent.rungs()).containsExactly(until(mb(1)));
        assertThat(Stream.of(failed, unconfirmed, notSent)
                        .map(end -> end.remains().map(Remains::reason)))
                .containsOnly(Optional.of(Reason.LEFT));
    }

    @Test
    void a_named_prune_that_removes_nothing_is_listed_too() {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.instead = command ->
                command instanceof RecordsPrune ? Optional.of(new Exited(0, "Total:\t0B\n", "")) : Optional.empty();
        assertThat(run(host).rungs()).containsExactly(until(mb(1)), records(1, mb(0)), records(2, mb(0)));
    }

    private static Step.Done afterNamedPrune(CommandResult result) {
        var host = new ModelHost(CHAIN, true, hour(14));
        host.instead = command -> command instanceof RecordsPrune ? Optional.of(result) : Optional.empty();
        var end = run(host);
        assertThat(prunes(host)).isEqualTo(2);
        return end;
    }
}
