package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which proxy an address gets. */
class ProxiesTest {
    private final List<String> warnings = new ArrayList<>();
    private final List<String> properties = new ArrayList<>();

    @AfterEach
    void stop() {
        properties.forEach(System::clearProperty);
    }

    @ParameterizedTest
    @CsvSource({
        // environment, address, proxy or nothing
        "'', https://hooks.example.org/x,",
        "HTTPS_PROXY=http://proxy:3128, https://hooks.example.org/x, proxy:3128",
        "https_proxy=http://proxy:3128, https://hooks.example.org:8443/x, proxy:3128",
        "https_proxy=http://one:1 HTTPS_PROXY=http://two:2, https://h/x, one:1",
        "https_proxy= HTTPS_PROXY=http://two:2, https://h/x, two:2",
        "HTTPS_PROXY=http://proxy:3128, http://h/x,",
        "HTTP_PROXY=http://proxy:3128, https://h/x,",
        "HTTP_PROXY=http://proxy:3128, http://h/x, proxy:3128",
        "http_proxy=HTTP://proxy:3128/, http://h/x, proxy:3128",
        "HTTPS_PROXY=proxy:3128, https://h/x, proxy:3128",
        "HTTPS_PROXY=proxy, https://h/x, proxy:80",
        "HTTPS_PROXY=10.0.0.1:8080, https://h/x, 10.0.0.1:8080",
        "HTTPS_PROXY=http://[fd00::1]:3128, https://h/x, [fd00::1]:3128",
        "HTTPS_PROXY=http://proxy:1 NO_PROXY=h, https://h/x,",
        "HTTPS_PROXY=http://proxy:1 no_proxy=h NO_PROXY=i, https://i/x, proxy:1",
    })
    void the_environment_names_the_proxy(String environment, String url, String proxy) {
        assertThat(selected(environment, url)).isEqualTo(proxy);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY=socks5://me:pass-word@proxy:1080",
        "HTTPS_PROXY=https://me:pass-word@proxy:443",
        "HTTPS_PROXY=http://me:pass-word@",
        "HTTPS_PROXY=http://me:pass-word@proxy:99999",
        "HTTPS_PROXY=http://me:pass-word@proxy:0",
        "HTTPS_PROXY=http://me:pass-word%@proxy:3128",
        "HTTPS_PROXY=me:pass-word^@proxy:3128",
    })
    void a_value_that_is_no_http_proxy_is_ignored_with_a_warning(String environment) {
        assertThat(selected(environment, "https://h/x")).isNull();
        assertThat(warnings).containsExactly("HTTPS_PROXY is ignored: must be http://host:port");
    }

    @Test
    void a_login_is_ignored_with_a_warning_that_does_not_show_it() {
        assertThat(selected("https_proxy=http://me:pass-word@proxy:3128", "https://h/x"))
                .isEqualTo("proxy:3128");
        assertThat(warnings)
                .containsExactly("the login in HTTPS_PROXY is ignored: proxies that ask for a login are not supported");
    }

    @ParameterizedTest
    @CsvSource({
        // JVM properties, environment, address, proxy or nothing
        "https.proxyHost=jvm https.proxyPort=8080, HTTPS_PROXY=http://env:1, https://h/x, jvm:8080",
        "https.proxyHost=jvm https.proxyPort=8080, '', https://h/x, jvm:8080",
        "http.proxyHost=jvm, HTTP_PROXY=http://env:1, http://h/x, jvm:80",
        "http.proxyHost=jvm, HTTPS_PROXY=http://env:1, https://h/x, env:1",
        "https.proxyHost=jvm http.nonProxyHosts=*.corp, HTTPS_PROXY=http://env:1, https://a.corp/x,",
        "https.proxyHost=jvm, HTTPS_PROXY=http://env:1 NO_PROXY=*, https://h/x, jvm:443",
        "https.proxyHost=, HTTPS_PROXY=http://env:1, https://h/x, env:1",
    })
    void properties_of_the_jvm_override_the_environment(String jvm, String environment, String url, String proxy) {
        pairs(jvm).forEach((key, value) -> {
            properties.add(key);
            System.setProperty(key, value);
        });
        assertThat(selected(environment, url)).isEqualTo(proxy);
    }

    private String selected(String environment, String url) {
        var proxies = Proxies.of(pairs(environment), warnings::add).select(URI.create(url));
        assertThat(proxies).hasSize(1);
        if (proxies.get(0).type() == Proxy.Type.DIRECT) {
            return null;
        }
        var address = (InetSocketAddress) proxies.get(0).address();
        assertThat(address.isUnresolved()).isTrue();
        return address.getHostString() + ":" + address.getPort();
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new HashMap<String, String>();
        for (var pair : text.split(" ")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return pairs;
    }
}
