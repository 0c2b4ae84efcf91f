package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.fleet.FleetSettings;
import dev.orchestrator.buildcache.http.HttpSettings;
import dev.orchestrator.buildcache.notify.Channel;
import dev.orchestrator.buildcache.notify.NotifySettings;
import dev.orchestrator.buildcache.notify.Telegram;
import dev.orchestrator.buildcache.notify.Thresholds;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SessionMode;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.value.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String HOST = "ssh.host = build-01\n";
    private static final String TELEGRAM = "telegram { bot-token = \"123456:ABC-DEF\", chat-id = \"-100123\" }\n";

    @Test
    void the_defaults_are_the_documented_ones() throws Exception {
        assertThat(Hocon.read(""))
                .isEqualTo(new Settings(
                        alone(HostBuilder.host("(none)")
                                .nowhere()
                                .every(Duration.ofHours(6))
                                .completesChains()
                                .timeLimit(Duration.ofMinutes(10))
                                .probeTimeLimit(Duration.ofMinutes(1))
                                .settings()),
                        new NotifySettings(List.of(), Map.of("(none)", Thresholds.DEFAULT)),
                        new HttpSettings("127.0.0.1", 8080, Duration.ofSeconds(3))));
    }

    @Test
    void the_defaults_of_ssh_and_telegram_are_the_documented_ones() throws Exception {
        var settings = Hocon.read(HOST + TELEGRAM + "notify-min-gb = 1");
        assertThat(settings.pruner().target())
                .contains(new SshTarget(
                        "ssh",
                        "build-01",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        HostKeyChecking.ACCEPT_NEW,
                        Duration.ofSeconds(10),
                        SessionMode.SHARED));
        assertThat(settings.notifications())
                .isEqualTo(notifications(
                        "build-01",
                        new Telegram(
                                "123456:ABC-DEF",
                                "-100123",
                                URI.create("https://api.telegram.org"),
                                "Build cache pruned on {host}: {reclaimed} reclaimed (until={until})."),
                        new ByteSize(1L << 30)));
    }

    @Test
    void every_key_can_be_set() throws Exception {
        assertThat(Hocon.read("""
                        enabled = off
                        interval = 90m
                        until = 1h30m
                        all = on
                        timeout = 30
                        notify-min-gb = 2.5
                        preflight = no
                        complete-chains = no
                        ssh { host = "fe80::1%eth0", user = prune, port = 2222, host-key-checking = yes
                              program = /opt/ssh, connect-timeout = 1500ms, session = separate }
                        telegram { bot-token = "1:a", chat-id = "@ops", api-url = "http://localhost:8081/x"
                                   message = "{reclaimed} on {host}" }
                        http { interface = "::1", port = 0, ask-timeout = 250ms }
                        """))
                .isEqualTo(new Settings(
                        alone(HostBuilder.at(new SshTarget(
                                        "/opt/ssh",
                                        "fe80::1%eth0",
                                        Optional.of("prune"),
                                        Optional.of(2222),
                                        Optional.empty(),
                                        Optional.empty(),
                                        HostKeyChecking.YES,
                                        Duration.ofMillis(1500),
                                        SessionMode.SEPARATE))
                                .disabled()
                                .every(Duration.ofMinutes(90))
                                .prune(new BuilderPrune(Optional.of(new Age("1h30m")), true))
                                .timeLimit(Duration.ofSeconds(30))
                                .withoutPreflight()
                                .settings()),
                        notifications(
                                "fe80::1%eth0",
                                new Telegram(
                                        "1:a", "@ops", URI.create("http://localhost:8081/x"), "{reclaimed} on {host}"),
                                new ByteSize(5L << 29)),
                        new HttpSettings("::1", 0, Duration.ofMillis(250))));
    }

    private static ByteSize minimum(String text) throws Exception {
        return Hocon.read(HOST + text).notifications().hosts().get("build-01").reclaimed();
    }

    private static NotifySettings notifications(String host, Telegram telegram, ByteSize atLeast) {
        return new NotifySettings(
                List.of(Channel.reclaimedOnly("telegram", telegram)), Map.of(host, new Thresholds(atLeast, 1)));
    }

    private static FleetSettings alone(PrunerSettings host) {
        return new FleetSettings(List.of(host), 4, Optional.empty(), 0.05);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "TRUE, true",
        "yes, true",
        "Yes, true",
        "on, true",
        "1, true",
        "' on ', true",
        "false, false",
        "False, false",
        "no, false",
        "NO, false",
        "off, false",
        "oFF, false",
        "0, false"
    })
    void a_flag_is_read_in_every_form_and_any_case(String text, boolean value) throws Exception {
        for (String key : new String[] {"enabled", "preflight", "complete-chains", "all"}) {
            var settings = Hocon.read(key + " = \"" + text + "\"").pruner();
            assertThat(new boolean[] {
                        settings.enabled(),
                        settings.policy().prune().all(),
                        settings.policy().preflight(),
                        settings.policy().completeChains()
                    })
                    .containsExactly(
                            key.equals("enabled") ? value : true,
                            key.equals("all") && value,
                            key.equals("preflight") ? value : true,
                            key.equals("complete-chains") ? value : true);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT1S",
        "1s, PT1S",
        "21600, PT6H",
        "1.5, PT1.5S",
        "2e3, PT2000S",
        "+90, PT90S",
        "1000ms, PT1S",
        "'10 m', PT10M",
        "10 minutes, PT10M",
        "1.5h, PT1H30M",
        "2d, PT48H",
        "' 30 ', PT30S",
        "36500d, PT876000H"
    })
    void a_duration_has_a_unit_or_is_a_number_of_seconds(String text, Duration duration) throws Exception {
        assertThat(Hocon.read("interval = \"" + text + "\"").pruner().schedule())
                .isEqualTo(new Schedule.Every(duration));
    }

    @Test
    void the_limits_of_every_time_are_allowed() throws Exception {
        assertThat(
                        Hocon.problems(
                                "interval = 1s, timeout = 1s, probe-timeout = 100d, ssh.connect-timeout = 1s, http.ask-timeout = 1ms"))
                .isEmpty();
        assertThat(Hocon.problems("timeout = 100d, ssh.connect-timeout = 1d, http.ask-timeout = 15s"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"24h, 24h", "7d, 168h", "1d12h, 36h", "' 90m ', 90m"})
    void the_age_is_sent_as_docker_understands_it(String text, String sent) throws Exception {
        assertThat(Hocon.read("until = \"" + text + "\"")
                        .pruner()
                        .policy()
                        .prune()
                        .line())
                .isEqualTo("docker builder prune -f --filter until=" + sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\t"})
    void a_blank_value_means_not_set(String blank) throws Exception {
        var settings = Hocon.read("""
                until = "%1$s"
                ssh { host = " build-01 ", user = "%1$s", port = "%1$s", identity-file = "%1$s", known-hosts-file = "%1$s" }
                telegram { bot-token = "%1$s", chat-id = "%1$s" }
                notify-min-gb = 1
                """.formatted(blank));
        assertThat(settings.pruner().policy().prune().line()).isEqualTo("docker builder prune -f");
        assertThat(settings.pruner().target()).hasValueSatisfying(target -> {
            assertThat(target.destination()).isEqualTo("build-01");
            assertThat(target.port()).isEmpty();
            assertThat(target.identityFile()).isEmpty();
            assertThat(target.knownHostsFile()).isEmpty();
        });
        assertThat(settings.notifications().channels()).isEmpty();
        assertThat(Hocon.read("ssh.host = \"" + blank + "\"").pruner().target()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1073741824",
        "0.5, 536870912",
        "1.85, 1986422375",
        "1e-9, 2",
        "1e-99, 1",
        "+2, 2147483648",
        "8589934591, 9223372035781033984"
    })
    void notify_min_gb_is_in_gib_rounded_up_to_bytes(String gb, long bytes) throws Exception {
        assertThat(minimum("notify-min-gb = \"" + gb + "\"")).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "-0", "0e9"})
    void a_minimum_of_zero_disables_the_alert(String gb) throws Exception {
        assertThat(minimum("notify-min-gb = \"" + gb + "\"")).isEqualTo(ByteSize.ZERO);
    }
}
