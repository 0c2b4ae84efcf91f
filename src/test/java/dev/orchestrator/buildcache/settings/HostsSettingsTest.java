package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.schedule.Cron;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostsSettingsTest {
    @Test
    void each_entry_inherits_what_it_does_not_set() throws Exception {
        var settings = Hocon.read("""
                until = 12h
                ssh { user = prune, port = 2222 }
                hosts {
                  build-02 { ssh { host = 10.0.0.5, user = other }, interval = 1h, all = on }
                  build-01 {}
                  "build-03.example.org" { enabled = off, until = 7d }
                }
                """);
        var hosts = settings.fleet().hosts();
        assertThat(hosts)
                .extracting(PrunerSettings::name)
                .containsExactly("build-01", "build-02", "build-03.example.org");
        assertThat(hosts)
                .extracting(host -> host.target().map(SshTarget::destination).orElseThrow())
                .containsExactly("prune@build-01", "other@10.0.0.5", "prune@build-03.example.org");
        assertThat(hosts).allMatch(host -> host.target().orElseThrow().port().equals(Optional.of(2222)));
        assertThat(hosts)
                .extracting(host -> host.policy().prune().line())
                .containsExactly(
                        "docker builder prune -f --filter until=12h",
                        "docker builder prune -f -a --filter until=12h",
                        "docker builder prune -f --filter until=168h");
        assertThat(hosts).extracting(PrunerSettings::schedule).containsExactly(every(6), every(1), every(6));
        assertThat(hosts).extracting(PrunerSettings::enabled).containsExactly(true, true, false);
    }

    @Test
    void a_single_host_is_named_after_itself() throws Exception {
        assertThat(Hocon.read("ssh.host = build-01").fleet().hosts())
                .extracting(PrunerSettings::name)
                .containsExactly("build-01");
    }

    @Test
    void setting_both_a_host_and_hosts_is_a_problem() {
        assertThat(Hocon.problems("ssh.host = a\nhosts { b {} }"))
                .containsExactly("ssh.host: set either ssh.host, for one host, or hosts, for several");
    }

    @Test
    void two_entries_for_the_same_host_are_a_problem() {
        assertThat(
                        Hocon.problems(
                                "hosts { a { ssh { host = h, port = 22 } }, b { ssh { host = h, port = 22 } }, c { ssh.host = h } }"))
                .containsExactly(
                        "hosts: a and b are the same host: h, port 22",
                        "hosts: a and c are the same host: h, port 22 and h");
        assertThat(Hocon.problems("ssh.user = u\nhosts { a { ssh.host = b }, b {} }"))
                .containsExactly("hosts: a and b are the same host: u@b");
    }

    @Test
    void a_name_that_is_unsafe_in_a_url_is_a_problem() {
        assertThat(Hocon.problems("hosts { \"a/b\" { ssh.host = h } }"))
                .containsExactly("hosts: a host is named \"a/b\": must be up to 63 letters, digits, dots, hyphens and "
                        + "underscores, starting with a letter or digit");
        for (var name : new String[] {"", "-a", ".", "a b", "a%20", "ä", "<b>", "x".repeat(64)}) {
            assertThat(Hocon.problems("hosts { \"" + name + "\" { ssh.host = h } }"))
                    .as(name)
                    .hasSize(1);
        }
    }

    @Test
    void a_problem_names_where_it_was_set_and_is_listed_once() {
        assertThat(Hocon.problems("timeout = never\nhosts { a { until = soon }, b {} }"))
                .containsExactlyInAnyOrder(
                        "timeout = \"never\": must be a duration of 1 s to 100 days, such as 10s or a number of seconds",
                        "hosts.a.until = \"soon\": must be a positive Go duration such as 24h, 1h30m or 90m, or days such as 7d, or empty");
    }

    @Test
    void an_entry_rejects_global_and_misspelt_keys() {
        assertThat(Hocon.problems("hosts { a { http.port = 1, intervall = 2, ssh.hots = 3 } }"))
                .containsExactlyInAnyOrder(
                        "hosts.a.http.port: there is no such setting of a host; reference.conf lists all",
                        "hosts.a.intervall: there is no such setting of a host; reference.conf lists all",
                        "hosts.a.ssh.hots: there is no such setting of a host; reference.conf lists all");
        assertThat(Hocon.problems("hosts { a = 5 }"))
                .containsExactly("hosts.a: must be an object that holds a host's settings");
        assertThat(Hocon.problems("hosts = 5")).containsExactly("hosts: must be an object that holds settings");
    }

    @Test
    void an_entry_whose_all_has_no_age_is_a_problem() {
        assertThat(Hocon.problems("until = \"\"\nhosts { a { all = on }, b {} }"))
                .containsExactly("hosts.a.all: true requires an age in until, otherwise the prune would be unbounded");
    }

    @Test
    void a_schedule_replaces_the_interval() throws Exception {
        var hosts = Hocon.read("""
                        time-zone = Europe/Berlin
                        hosts { a { schedule = "30 4 * * *" }, b { retry-after = 10m }, c { schedule = "@daily", time-zone = UTC } }
                        """).fleet().hosts();
        assertThat(hosts)
                .extracting(PrunerSettings::schedule)
                .containsExactly(
                        new Schedule.At(new Cron("30 4 * * *", ZoneId.of("Europe/Berlin"))),
                        every(6),
                        new Schedule.At(new Cron("@daily", ZoneId.of("UTC"))));
        assertThat(hosts)
                .extracting(PrunerSettings::retryAfter)
                .containsExactly(Optional.empty(), Optional.of(Duration.ofMinutes(10)), Optional.empty());
    }

    @Test
    void a_bad_schedule_or_zone_or_fleet_is_a_problem() {
        assertThat(Hocon.problems("schedule = \"61 * * * *\"").get(0))
                .startsWith("schedule = \"61 * * * *\": must be five cron fields");
        assertThat(Hocon.problems("time-zone = Mars"))
                .containsExactly("time-zone = \"Mars\": must be a time zone such as Europe/Berlin or UTC, or empty");
        assertThat(Hocon.problems("retry-after = 0")).hasSize(1);
        assertThat(Hocon.problems("fleet { max-concurrent-runs = 0, start-spread = -1, jitter = 2 }"))
                .hasSize(3);
        assertThat(Hocon.problems("fleet.jitter = NaN")).hasSize(1);
    }

    private static Schedule every(int hours) {
        return new Schedule.Every(Duration.ofHours(hours));
    }
}
