package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A default replaces a bad value, so that everything can be built and every other problem is still found. */
class SettingsDefaultsTest {
    private static final String NAMESPACE = "build-cache-pruner";

    @Test
    void a_bad_value_is_read_as_the_default() {
        var problems = new Problems();
        var read = SettingsReader.of(
                Hocon.config(
                        "until = soon, interval = never, all = perhaps, ssh { host = h, port = x, program = \"\" }"),
                problems);
        var bad = HostSettings.single(read);
        assertThat(bad).isEqualTo(HostSettings.single(reader("ssh.host = h")));
        assertThat(read.isSound()).isFalse();
        assertThatThrownBy(problems::throwIfAny)
                .isInstanceOfSatisfying(
                        InvalidSettings.class,
                        invalid -> assertThat(invalid.problems()).hasSize(5));
    }

    @Test
    void a_value_that_a_record_rejects_is_read_as_the_default_too() {
        assertThat(PruneSection.read(reader("all = true, until = \"\"")).prune().all())
                .isFalse();
        assertThat(HttpSection.read(reader("http.protect = all"))).isEqualTo(HttpSection.read(reader("")));
    }

    @Test
    void only_a_channel_with_a_problem_is_omitted() {
        var read = reader("""
                notify.channels {
                  a { type = slack, url = "http://x/y", events = [dancing] }
                  b { type = slack }
                  c { type = webhook, url = "http://x/y", ulr = "" }
                  "d d" { type = webhook, url = "http://x/y" }
                  e { type = webhook, url = "http://x/y" }
                }
                """);
        assertThat(NotifySection.read(read, List.of()).channels())
                .singleElement()
                .satisfies(channel -> assertThat(channel.name()).isEqualTo("e"));
    }

    static Stream<String> keys() {
        return ConfigFactory.defaultReference().getConfig(NAMESPACE).entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.startsWith("blocking-dispatcher."));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void no_bad_value_hides_another_problem(String key) {
        for (Object bad : new Object[] {List.of(List.of()), Map.of("x", 1)}) {
            for (String place : new String[] {"", "hosts.a."}) {
                var config = with(place + key, bad, Hocon.config("hosts { a {}, b { all = on, until = \"\" } }"));
                assertThat(Hocon.problems(config))
                        .contains("hosts.b.all: true requires an age in until, otherwise the prune would be unbounded")
                        .hasSizeGreaterThan(1);
            }
        }
    }

    private static Config with(String key, Object value, Config config) {
        return config.withValue(NAMESPACE + "." + key, ConfigValueFactory.fromAnyRef(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "null", "[]", "text"})
    void an_entry_that_is_not_a_group_is_rejected(String value) {
        assertThat(Hocon.problems("hosts { a { ssh = " + value + " } }")).isNotEmpty();
        assertThat(Hocon.problems("notify.channels { a { type = slack, url = " + value + " } }"))
                .isNotEmpty();
    }

    @Test
    void a_null_is_reported_with_its_origin() {
        assertThat(Hocon.problems("hosts { a { ssh.program = null } }"))
                .containsExactly("hosts.a.ssh.program is null: must be the name or path of the OpenSSH client");
        assertThat(Hocon.problems("notify.channels { a { type = null } }"))
                .containsExactly("notify.channels.a.type is null: must be telegram, slack or webhook");
    }

    @Test
    void duplicate_hosts_are_found_beside_other_problems_but_not_because_of_defaults() {
        assertThat(Hocon.problems("http.port = x\nhosts { a { ssh.host = h }, b { ssh.host = h } }"))
                .containsExactly(
                        "hosts: a and b are the same host: h",
                        "http.port = \"x\": must be a whole number from 0 to 65535");
        assertThat(Hocon.problems("hosts { a { ssh.host = h, ssh.port = x }, b { ssh.host = h } }"))
                .containsExactly("hosts.a.ssh.port = \"x\": must be 1 to 65535, or empty");
    }

    @Test
    void the_dispatcher_is_set_once_for_all_hosts() {
        assertThat(Hocon.problems("hosts { a { blocking-dispatcher.throughput = 5 } }"))
                .containsExactly("hosts.a.blocking-dispatcher.throughput: there is no such setting of a host;"
                        + " reference.conf lists all");
    }

    private static SettingsReader reader(String text) {
        return SettingsReader.of(Hocon.config(text), new Problems());
    }
}
