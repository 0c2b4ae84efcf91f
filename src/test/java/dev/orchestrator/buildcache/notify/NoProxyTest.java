package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {

    @ParameterizedTest
    @CsvSource({
        // value of NO_PROXY, address, whether it is reached directly
        "'', https://example.org/x, false",
        "'', http://localhost:81/x, true",
        "'', http://127.0.0.2/x, true",
        "'', http://[::1]/x, true",
        "*, https://example.org/x, true",
        "example.org, https://example.org/x, true",
        "Example.ORG, https://EXAMPLE.org/x, true",
        "example.org, https://hooks.example.org/x, true",
        ".example.org, https://hooks.example.org/x, true",
        ".example.org, https://example.org/x, true",
        "example.org, https://badexample.org/x, false",
        "example.org, https://example.org.evil/x, false",
        "example.org, https://example.org./x, true",
        "'a.b, ,example.org c.d', https://example.org/x, true",
        "'a.b, ,example.org c.d', https://c.d/x, true",
        "'a.b, ,example.org c.d', https://b/x, false",
        "., https://example.org/x, false",
        "org:8080, http://a.org:8080/x, true",
        "example.org:443, https://example.org/x, true",
        "example.org:443, http://example.org/x, false",
        "example.org:443, https://example.org:8443/x, false",
        "10.0.0.1, http://10.0.0.1/x, true",
        "10.0.0.1, http://10.0.0.11/x, false",
        "10.0.0.1:81, http://10.0.0.1:81/x, true",
        "10.0.0.1:81, http://10.0.0.1:82/x, false",
        "10.0.0.0/8, http://10.200.3.4/x, true",
        "10.0.0.0/8, http://11.0.0.1/x, false",
        "10.0.0.0/9, http://10.127.255.255/x, true",
        "10.0.0.0/9, http://10.128.0.0/x, false",
        "10.0.0.0/8, http://10.example.org/x, false",
        "0.0.0.0/0, http://9.9.9.9/x, true",
        "10.0.0.0/33, http://10.0.0.0/x, false",
        "10.0.0.0/x, http://10.0.0.0/x, false",
        "example.org/8, http://example.org/x, false",
        "fd00::1, http://[fd00:0::1]/x, true",
        "[fd00::1], http://[fd00::1]/x, true",
        "[fd00::1]:81, http://[fd00::1]:81/x, true",
        "[fd00::1]:81, http://[fd00::1]/x, false",
        "fd00::/8, http://[fd12::3]/x, true",
        "fd00::/8, http://[fe80::3]/x, false",
        "fd00::/8, http://10.0.0.1/x, false",
    })
    void an_address_is_reached_directly_if_an_entry_matches(String value, String url, boolean matches) {
        assertThat(new NoProxy(value).matches(URI.create(url))).isEqualTo(matches);
    }
}
