package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two entries for one host would prune it twice at once. */
class SameHostTest {
    @ParameterizedTest
    @CsvSource({
        "build-01, Build-01",
        "build-01.example.org, BUILD-01.example.ORG",
        "build-01.example.org, build-01.example.org.",
        "::1, 0:0:0:0:0:0:0:1",
        "::1, 0000::0001",
        "fe80::a%eth0, FE80:0::A%eth0",
        "2001:db8::a00:5, 2001:DB8::10.0.0.5",
        "10.0.0.5, ::ffff:10.0.0.5",
        "10.0.0.5, ::FFFF:a00:5",
        "127.0.0.1, 127.1",
        "127.0.0.1, 2130706433",
        "127.0.0.1, 0x7F.1",
        "8.0.0.5, 010.0.0.5",
        "10.0.0.5, 10.5"
    })
    void every_spelling_of_a_host_is_the_same_host(String one, String other) {
        assertThat(problems(one, other)).containsExactly("hosts: a and b are the same host: " + one + " and " + other);
        assertThat(problems(other, one)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "build-01, build-01.example.org",
        "build-01, build_01",
        "::1, ::2",
        "fe80::1%eth0, fe80::1%eth1",
        "10.0.0.5, 10.0.5.0",
        "10.0.0.5, 10.0.0.5.example",
        "1.2.3.4.5, 1.2.3.1029",
        "08.0.0.1, 8.0.0.1",
        "10.0.0.256, 10.0.1.0",
        "1..2, 1.2",
        "1.-2, 1.2",
        "0x, 0"
    })
    void other_hosts_are_other_hosts(String one, String other) {
        assertThat(problems(one, other)).isEmpty();
    }

    @Test
    void an_entry_is_also_known_by_its_name() {
        assertThat(Hocon.problems("hosts { build-01 {}, Build-01 {} }"))
                .containsExactly("hosts: Build-01 and build-01 are the same host: Build-01 and build-01");
        assertThat(Hocon.problems("hosts { build-01 {}, x { ssh { host = BUILD-01, port = 22 } } }"))
                .containsExactly("hosts: build-01 and x are the same host: build-01 and BUILD-01, port 22");
    }

    @Test
    void port_22_is_the_same_whether_written_out_or_not() {
        assertThat(Hocon.problems("hosts { a { ssh { host = h, port = 22 } }, b { ssh.host = h } }"))
                .containsExactly("hosts: a and b are the same host: h, port 22 and h");
        assertThat(Hocon.problems("hosts { a { ssh { host = h, port = 2222 } }, b { ssh.host = h } }"))
                .isEmpty();
    }

    @Test
    void all_of_three_are_named() {
        assertThat(Hocon.problems("hosts { a.ssh.host = h, b.ssh.host = H, c.ssh.host = h. }"))
                .containsExactly(
                        "hosts: a and b are the same host: h and H", "hosts: a and c are the same host: h and h.");
    }

    @Test
    void two_logins_on_one_host_may_have_an_engine_each() {
        assertThat(Hocon.problems("hosts { a { ssh { host = h, user = one } }, b { ssh { host = h, user = two } } }"))
                .isEmpty();
        assertThat(Hocon.problems("hosts { a { ssh { host = h, user = one } }, b { ssh.host = H } }"))
                .isEmpty();
        assertThat(Hocon.problems("ssh.user = one, hosts { a { ssh { host = h, user = one } }, b { ssh.host = H } }"))
                .containsExactly("hosts: a and b are the same host: one@h and one@H");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh.port = x", "ssh.user = \"-\"", "ssh.hots = x"})
    void a_host_with_another_problem_is_not_compared(String problem) {
        assertThat(Hocon.problems("hosts { a { ssh.host = h, " + problem + " }, b.ssh.host = h }"))
                .singleElement()
                .asString()
                .doesNotContain("same host");
    }

    private static List<String> problems(String one, String other) {
        return Hocon.problems("hosts { a { ssh.host = \"" + one + "\" }, b { ssh.host = \"" + other + "\" } }");
    }
}
