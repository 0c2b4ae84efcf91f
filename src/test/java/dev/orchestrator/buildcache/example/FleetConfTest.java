package dev.orchestrator.buildcache.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.notify.Channel;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.settings.Environment;
import dev.orchestrator.buildcache.settings.Settings;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/fleet.conf}, read as the program reads it, with keys and an environment as its operator has them. */
class FleetConfTest {
    private static final Path FILE = Path.of("examples", "fleet.conf");
    private static final List<String> HOSTS = List.of("build-01", "build-02", "edge", "nightly");

    @TempDir
    private Path keys;

    @BeforeEach
    void write_keys() throws Exception {
        for (String host : HOSTS) {
            Files.writeString(keys.resolve(host), "a key");
            Files.writeString(keys.resolve(host + ".known_hosts"), "another");
        }
    }

    private Settings read() throws Exception {
        return Settings.read(config(Map.of(
                "BUILD_CACHE_PRUNER_KEYS", keys.toString(),
                "SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T00/B00/xxxx",
                "TELEGRAM_BOT_TOKEN", "123456:a-token",
                "TELEGRAM_CHAT_ID", "42",
                "ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN", "0123456789abcdef")));
    }

    private static Config config(Map<String, String> environment) {
        return Environment.of(environment).load(ConfigFactory.parseFile(FILE.toFile()));
    }

    private PrunerSettings host(String name) throws Exception {
        return read().fleet().hosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private SshTarget target(String name) throws Exception {
        return host(name).target().orElseThrow();
    }

    @Test
    void every_host_has_a_key_and_known_hosts_of_its_own() throws Exception {
        assertThat(read().fleet().hosts()).extracting(PrunerSettings::name).containsExactlyElementsOf(HOSTS);
        for (String name : HOSTS) {
            assertThat(target(name).identityFile()).contains(keys.resolve(name).toString());
            assertThat(target(name).knownHostsFile())
                    .contains(keys.resolve(name + ".known_hosts").toString());
        }
    }

    @Test
    void hosts_behind_the_jump_host_are_reached_as_ssh_knows_them() throws Exception {
        assertThat(target("build-01").host()).isEqualTo("build-01");
        assertThat(target("build-01").port()).isEmpty();
        assertThat(target("edge").host()).isEqualTo("192.0.2.10");
        assertThat(target("edge").user()).contains("docker-prune");
    }

    @Test
    void one_host_runs_by_local_time() throws Exception {
        var schedule = (Schedule.At) host("nightly").schedule();
        assertThat(schedule.cron().next(Instant.parse("2026-07-01T00:00:00Z")))
                .isEqualTo(Instant.parse("2026-07-01T02:30:00Z"));
    }

    @Test
    void alerts_are_sent_to_two_channels() throws Exception {
        assertThat(read().notifications().channels())
                .extracting(Channel::name)
                .containsExactlyInAnyOrder("ops", "on-call");
    }

    @Test
    void the_token_from_the_environment_allows_control() throws Exception {
        assertThat(read().http().token()).contains("0123456789abcdef");
    }

    @Test
    void a_secret_missing_from_the_environment_is_reported_at_the_start() {
        assertThatThrownBy(() -> config(Map.of())).isInstanceOf(ConfigException.UnresolvedSubstitution.class);
    }
}
