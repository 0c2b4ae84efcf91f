package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
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
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.UNKNOWN);
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
        assertThat(outcome(status(pruner))).isEqualTo(Outcome.Kind.UNKNOWN);
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
        assertThat(status(pruner).tally().runs()).containsEntry(Outcome.Kind.FAILED, 0L);
    }
}
