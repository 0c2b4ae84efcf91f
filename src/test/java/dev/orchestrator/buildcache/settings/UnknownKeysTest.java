package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are no settings, above all names with dots that HOCON takes apart. */
class UnknownKeysTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "build-01.example.org {}|build-01.example|build-01.example.org",
                "build-01.example.org { until = 12h }|build-01.example|build-01.example.org",
                "build-01.example.org { ssh.user = prune }|build-01.example|build-01.example.org",
                "build-01.example.org.ssh { host = h }|build-01.example|build-01.example.org",
                "build-01.example.org.until = 12h|build-01.example|build-01.example.org",
                "build-01 { until = 12h }, build-01.example {}|build-01.example|build-01.example",
                "10.0.0.5 {}|10.0|10.0.0.5",
                "\"build-01\".example {}|build-01.example|build-01.example",
                "build-01 { shh { user = prune } }|build-01.shh|build-01.shh"
            })
    void a_host_with_dots_is_refused_with_a_hint_to_quote_it(String entry, String key, String name) {
        assertThat(Hocon.problems("hosts { " + entry + " }"))
                .containsExactly("hosts." + key + ": there is no such setting of a host; a name with dots is written in"
                        + " quotes: \"" + name + "\"");
    }

    @Test
    void each_of_several_is_named() {
        assertThat(Hocon.problems("hosts { a.example { org {}, net {} }, a.test {} }"))
                .containsExactly(
                        "hosts.a.example: there is no such setting of a host; a name with dots is written in quotes:"
                                + " \"a.example.net\"",
                        "hosts.a.example: there is no such setting of a host; a name with dots is written in quotes:"
                                + " \"a.example.org\"",
                        "hosts.a.test: there is no such setting of a host; a name with dots is written in quotes:"
                                + " \"a.test\"");
    }

    @Test
    void a_channel_with_dots_is_refused_likewise() {
        assertThat(Hocon.problems("notify.channels { ops.team { type = slack, url = \"https://h/SECRET\" } }"))
                .contains("notify.channels.ops.team: there is no such setting of a channel; a name with dots is written"
                        + " in quotes: \"ops.team\"")
                .noneMatch(problem -> problem.contains("SECRET"));
    }

    @Test
    void quoted_names_and_empty_groups_are_fine() {
        assertThat(Hocon.problems("ssh {}, http {}, notify {}, hosts { \"build-01.example.org\" { ssh {} }, b {} }"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "intervall",
                "shh",
                "ssh.hots",
                "http.prot",
                "notify.chanels",
                "telegram.tokn",
                "fleet.x.y",
                "hosts.a.intervall",
                "hosts.a.ssh.hots",
                "hosts.a.hosts",
                "hosts.a.http",
                "hosts.a.fleet.jitter",
                "notify.channels.a.ulr"
            })
    void an_unknown_key_is_refused_whatever_its_value(String key) {
        for (String value : new String[] {"1", "\"\"", "null", "[]", "{}", "{ x = 1 }", "{ x {} }", "{ x = null }"}) {
            assertThat(Hocon.problems(key + " = " + value))
                    .as(value)
                    .anyMatch(problem -> problem.startsWith(key) && problem.contains(": there is no such setting"));
        }
    }

    @Test
    void an_object_in_place_of_a_value_is_refused_even_if_it_is_empty() {
        assertThat(Hocon.problems("hosts { build.all {} }"))
                .singleElement()
                .asString()
                .startsWith("hosts.build.all is an");
        assertThat(Hocon.problems("ssh.host.x {}")).anyMatch(problem -> problem.startsWith("ssh.host.x: there is no"));
    }
}
