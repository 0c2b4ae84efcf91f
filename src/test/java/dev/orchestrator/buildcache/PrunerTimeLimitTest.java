package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happens to a run that takes too long, and to late replies. */
class PrunerTimeLimitTest extends PrunerFixture {
    @Test
    void a_run_that_exceeds_its_time_limit_is_ended_and_unknown() {
        host.takes(TIME_LIMIT.dividedBy(2).plusSeconds(1));
        var pruner = spawn();
        time.pass(TIME_LIMIT.minusMillis(1));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        assertThat(status(pruner).nextRun()).contains(at(INTERVAL));
        time.pass(MOMENT);
        assertThat(host.endedEarly).isEqualTo(1);
        assertThat(status(pruner).state()).isEqualTo(State.IDLE);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.UNKNOWN);
        assertThat(status(pruner).lastError()).contains("timeout after 600s");
        assertThat(status(pruner).tally().lastRun().orElseThrow().duration()).isEqualTo(TIME_LIMIT);
    }

    @Test
    void after_a_time_limit_in_the_preflight_no_prune_is_sent_even_if_it_is_answered() {
        host.reacts(FakeHost.NEVER, command -> new Exited(0, "", ""));
        host.answersEndNowWith(new Exited(0, FakeHost.DOCKER_ENGINE, ""));
        var pruner = spawn();
        time.pass(TIME_LIMIT);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.FAILED);
        assertThat(status(pruner).lastError()).contains("timeout after 600s: no time was left for the next command");
        assertThat(host.startsOf(BuilderPrune.class)).isEmpty();
    }

    @Test
    void a_report_that_arrives_at_the_time_limit_still_counts() {
        host.reacts(FakeHost.NEVER, command -> new Exited(0, "", ""));
        host.answersEndNowWith(new Exited(0, "Total:\t1GB\n", ""));
        var pruner = spawn(HostBuilder.at(target())
                .every(INTERVAL)
                .timeLimit(TIME_LIMIT)
                .withoutPreflight()
                .settings());
        time.pass(TIME_LIMIT);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void a_run_without_any_reply_ends_after_a_grace_period() {
        host.isSilent();
        var pruner = spawn();
        time.pass(TIME_LIMIT.plusSeconds(9));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        time.pass(Duration.ofSeconds(1));
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.FAILED);
        host.prunes("Total:\t1GB\n");
        time.pass(INTERVAL);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void a_reply_to_an_earlier_run_is_ignored() {
        host.isSilent();
        var pruner = spawn();
        time.pass(TIME_LIMIT.plusSeconds(10));
        host.takes(Duration.ofMinutes(1));
        time.pass(INTERVAL.minus(TIME_LIMIT));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        host.answerFirst(new Exited(1, "", "late"));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        assertThat(status(pruner).tally().runs()).containsEntry(Outcome.Kind.FAILED, 1L);
    }

    @Test
    void a_command_that_only_reads_has_a_limit_of_its_own() {
        host.takes(FakeHost.NEVER);
        var pruner = spawn(withProbeLimit(Duration.ofSeconds(60)));
        time.pass(Duration.ofSeconds(60).minus(MOMENT));
        assertThat(status(pruner).state()).isEqualTo(State.RUNNING);
        time.pass(MOMENT);
        assertThat(status(pruner).lastError()).contains("timeout after 60s: no answer from Docker");
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.FAILED);
        assertThat(host.startsOf(BuilderPrune.class)).isEmpty();
    }

    @Test
    void the_limit_of_commands_that_only_read_does_not_end_the_prune() {
        host.takes(Duration.ofSeconds(59));
        var pruner = spawn(withProbeLimit(Duration.ofSeconds(60)));
        time.pass(MOMENT);
        host.takes(TIME_LIMIT.minusSeconds(60));
        time.pass(TIME_LIMIT);
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    @Test
    void of_both_limits_the_smaller_holds() {
        host.takes(FakeHost.NEVER);
        var pruner = spawn(HostBuilder.at(target())
                .timeLimit(Duration.ofSeconds(5))
                .probeTimeLimit(Duration.ofSeconds(60))
                .settings());
        time.pass(Duration.ofSeconds(5));
        assertThat(status(pruner).lastError()).contains("timeout after 5s: no answer from Docker");
    }

    @Test
    void an_answer_that_arrives_at_the_limit_of_a_command_still_counts_and_the_run_goes_on() {
        host.takes(FakeHost.NEVER);
        host.answersEndNowWith(new Exited(0, FakeHost.DOCKER_ENGINE, ""));
        var pruner = spawn(withProbeLimit(Duration.ofSeconds(60)));
        time.pass(MOMENT);
        host.prunes("Total:\t1GB\n");
        time.pass(Duration.ofSeconds(60));
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.SUCCEEDED);
    }

    /** The time limit of the run passes while the command that was told to end still does. */
    @Test
    void after_both_limits_no_prune_is_sent() {
        host.isSilent();
        var pruner = spawn(withProbeLimit(TIME_LIMIT.minusSeconds(5)));
        time.pass(TIME_LIMIT.plusSeconds(1));
        host.answerFirst(new Exited(0, FakeHost.DOCKER_ENGINE, ""));
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.FAILED);
        assertThat(host.startsOf(BuilderPrune.class)).isEmpty();
    }

    @Test
    void a_prune_that_is_cut_off_shows_what_was_said() {
        host.prunesLike(new CutOff(Reached.DOCKER, new Exited(255, "", "waiting for a lock\n")));
        assertThat(status(spawn()).lastError()).contains("timeout after 600s: waiting for a lock");
    }

    private static PrunerSettings withProbeLimit(Duration limit) {
        return HostBuilder.at(target())
                .every(INTERVAL)
                .timeLimit(TIME_LIMIT)
                .probeTimeLimit(limit)
                .settings();
    }
}
