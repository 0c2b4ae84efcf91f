package dev.orchestrator.buildcache.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
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

    private static HostJson.Opened opened(KnownHost host) {
        return HostJson.Opened.of(host.status(), host.history());
    }
}
