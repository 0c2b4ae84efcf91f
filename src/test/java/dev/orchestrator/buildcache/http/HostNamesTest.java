package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.testkit.Served;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a bare socket, with the program's own settings: HTTP clients don't let a test choose the Host header. */
class HostNamesTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("akka.coordinated-shutdown.exit-jvm = off")
                    .withFallback(ConfigFactory.parseResources("service.conf"))
                    .withFallback(ConfigFactory.load()));

    private Served served;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void serve() throws Exception {
        served = new Served(
                KIT.system(), new HostNames(Set.of("Pruner.Example.ORG.", "pruner")).guard(complete("here it is")));
    }

    @AfterEach
    void close() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "localhost.",
                "localhost.:1",
                "build.localhost",
                "127.0.0.1",
                "127.0.0.1:8080",
                "127.0.0.1.:8080",
                "10.1.2.3",
                "[::1]",
                "[::1]:8080",
                "[2001:DB8::7]:80",
                "pruner",
                "pruner:9999",
                "PRUNER.example.org",
                "pruner.example.org."
            })
    void it_answers_to_loopback_names_addresses_and_allowed_hosts(String host) throws Exception {
        assertThat(get("/queue", host)).startsWith("HTTP/1.1 200 ").endsWith("here it is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "notlocalhost",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io",
                "pruner.example.org.evil.example",
                "x.pruner",
                "example.org",
                "1.2.3",
                "0x7f000001",
                "pruner..",
                "."
            })
    void any_other_name_is_a_421_that_names_the_setting(String host) throws Exception {
        assertThat(get("/queue", host))
                .startsWith("HTTP/1.1 421 ")
                .contains("http.allowed-hosts", "ORCH_BUILD_CACHE_PRUNE_HTTP_ALLOWED_HOSTS", "application/json")
                .contains("X-Content-Type-Options: nosniff")
                .doesNotContain("here it is");
        assertThat(get("/", host)).startsWith("HTTP/1.1 421 ");
        assertThat(get("/healthy", host)).startsWith("HTTP/1.1 421 ");
    }

    @Test
    void health_always_answers() throws Exception {
        for (var path : new String[] {"/health", "/health/live", "/health/ready", "/health/live/"}) {
            assertThat(get(path, "evil.example")).as(path).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void what_a_proxy_says_is_not_believed() throws Exception {
        assertThat(
                        send(
                                "GET /queue HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\nForwarded: host=localhost"))
                .startsWith("HTTP/1.1 421 ");
        assertThat(send("GET /queue HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: evil.example"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_name_in_the_request_line_counts_too() throws Exception {
        assertThat(send("GET http://evil.example/queue HTTP/1.1\r\nHost: evil.example"))
                .startsWith("HTTP/1.1 421 ");
        assertThat(send("GET http://evil.example/queue HTTP/1.1\r\nHost: localhost"))
                .doesNotContain("here it is");
    }

    @ParameterizedTest
    @CsvSource({"GET /health/live HTTP/1.0, 200", "GET /queue HTTP/1.0, 200", "GET /queue HTTP/1.1, 400"})
    void without_a_host_http_1_0_is_answered(String request, int status) throws Exception {
        assertThat(send(request)).contains(" " + status + " ");
    }

    private String get(String path, String host) throws Exception {
        return send("GET " + path + " HTTP/1.1\r\nHost: " + host);
    }

    private String send(String head) throws Exception {
        try (var socket = new Socket("127.0.0.1", served.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
