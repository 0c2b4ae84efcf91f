package dev.orchestrator.buildcache.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Less common settings; the tests of the routes cover the common ones. */
class HostJsonTest {
    @Test
    void a_cron_schedule_is_shown_with_its_time_zone_instead_of_an_interval() throws Exception {
        var settings = Json.tree(opened(Hosts.byCron("a"))).get("settings");
        assertThat(settings.get("interval_s").isNull()).isTrue();
        assertThat(settings.get("schedule").asText()).isEqualTo("0 2 * * *");
        assertThat(settings.get("time_zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(settings.get("retry_after_s").asInt()).isEqualTo(600);
        assertThat(settings.get("until").isNull()).isTrue();
        assertThat(settings.get("command").asText()).isEqualTo("docker builder prune -f");
    }

    @Test
    void without_a_target_there_is_no_address_and_no_ssh_command() throws Exception {
        var host = Json.tree(opened(Hosts.nowhere("a")));
        assertThat(host.get("address").isNull()).isTrue();
        assertThat(host.get("user").isNull()).isTrue();
        assertThat(host.get("port").isNull()).isTrue();
        assertThat(host.at("/settings/ssh_command").isNull()).isTrue();
    }

    /** Once per host, not once per run: with thousands of hosts and a hundred runs each, they would fill the heap. */
    @Test
    void only_the_last_run_has_the_details_of_its_error() {
        var run =
                Runs.ended(Instant.EPOCH, Runs.failed(Failure.LOGIN_REFUSED, "rc=255: denied", "a <key>\nis too open"));
        var host = Hosts.after("a", run, run);
        var opened = Json.tree(opened(host));
        assertThat(opened.at("/last_run/details").asText()).isEqualTo("a <key>\nis too open");
        assertThat(opened.at("/history").size()).isEqualTo(2);
        assertThat(opened.at("/history").findValues("details")).allMatch(JsonNode::isNull);
        var ended = Json.tree(HostJson.Ended.of(host.status()));
        assertThat(ended.at("/last_run/details").asText()).isEqualTo("a <key>\nis too open");
        assertThat(ended.at("/run/details").isNull()).isTrue();
    }

    private static HostJson.Opened opened(KnownHost host) {
        return HostJson.Opened.of(host.status(), host.history());
    }
}
