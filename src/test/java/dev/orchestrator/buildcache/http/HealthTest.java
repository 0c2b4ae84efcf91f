package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the routes say when an actor does not reply, over a real port. */
class HealthTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    @ParameterizedTest
    @ValueSource(strings = {"/api/hosts", "/api/hosts/a", "/queue", "/status", "/health/ready"})
    void a_fleet_that_does_not_answer_is_a_503_but_the_program_is_live(String path) throws Exception {
        SERVED.settings(ServedFleet.open(Duration.ofMillis(100))).serveSilence();
        assertThat(SERVED.http().get(path).statusCode()).isEqualTo(503);
        assertThat(SERVED.http().get(path).body()).isEqualTo("{\"error\":\"the pruner does not answer\"}");
        assertThat(SERVED.http().get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void a_single_host_makes_it_ready_while_its_pruner_answers() throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        var answer = SERVED.http().sendAsync("GET", "/health/ready", "");
        SERVED.fleet()
                .pruners
                .expectMessageClass(Pruner.GetStatus.class)
                .replyTo()
                .tell(Hosts.fresh("a").status());
        assertThat(answer.get().body()).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void a_single_host_whose_pruner_is_gone_makes_it_not_ready_though_the_fleet_answers() throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        SERVED.fleet().losesPruners();
        assertThat(SERVED.http().get("/queue").statusCode()).isEqualTo(200);
        assertThat(SERVED.http().get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void one_of_several_hosts_whose_pruner_is_gone_does_not_stand_for_all() throws Exception {
        SERVED.serve(Hosts.fresh("a"), Hosts.fresh("b"));
        SERVED.fleet().losesPruners();
        assertThat(SERVED.http().get("/health/ready").statusCode()).isEqualTo(200);
    }
}
