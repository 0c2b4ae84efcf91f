package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code http} section: who may call the service, and under which names. */
class HttpSettingsTest {
    private static final String SHORT = "s3cret-of-15-ch";
    private static final String TOO_SHORT = "http.token: must have at least 16 characters, unless http.interface is a"
            + " loopback address or localhost";

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.5", "build-tools", "localhost.example.org", "127.example.org"})
    void a_token_is_long_enough_to_be_no_guess(String address) throws Exception {
        var http = "http { interface = \"" + address + "\", token = \"" + SHORT;
        assertThat(Hocon.problems(http + "\" }")).containsExactly(TOO_SHORT);
        assertThat(Hocon.problems(http + "\", protect = all }")).containsExactly(TOO_SHORT);
        assertThat(Hocon.read(http + "6\" }").http().token()).contains(SHORT + "6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1", "localhost", "LOCALHOST"})
    void on_loopback_any_token_will_do(String address) throws Exception {
        assertThat(Hocon.read("http { interface = \"" + address + "\", token = x }")
                        .http()
                        .token())
                .contains("x");
    }

    @Test
    void allowed_hosts_are_a_list_or_a_text_with_commas() throws Exception {
        assertThat(Hocon.read("").http().allowedHosts()).isEmpty();
        for (var hosts : new String[] {"[pruner, pruner.example.org]", "\"pruner, pruner.example.org\""}) {
            assertThat(Hocon.read("http.allowed-hosts = " + hosts).http().allowedHosts())
                    .containsExactlyInAnyOrder("pruner", "pruner.example.org");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pruner:8080",
        "http://pruner",
        "*",
        "*.example.org",
        "a b",
        "a..b",
        "-a",
        "[::1]",
        "a/b",
    })
    void they_are_names_without_a_port(String bad) {
        assertThat(Hocon.problems("http.allowed-hosts = [\"" + bad + "\"]"))
                .containsExactly("http.allowed-hosts = \"" + bad + "\": must be a list of host names, without port");
    }
}
