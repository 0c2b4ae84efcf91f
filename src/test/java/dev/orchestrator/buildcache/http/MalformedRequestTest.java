package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.testkit.Served;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the program's own settings, over a bare socket: no HTTP client sends such things. */
class MalformedRequestTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("akka.coordinated-shutdown.exit-jvm = off")
                    .withFallback(ConfigFactory.parseResources("service.conf"))
                    .withFallback(ConfigFactory.load()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "GET /%zz HTTP/1.1,               Host: a,                                  400",
        "GET /LONG HTTP/1.1,              Host: a,                                  414",
        "GET / HTTP/1.1,                  Authorization: Bearer s3cret-LONG,        431",
        "GET / HTTP/1.1,                  Content-Length: s3cret,                   400",
        "GET / HTTP/9.9,                  Host: a,                                  505",
        "BREW /s3cret HTTP/1.1,           Host: a,                                  501",
    })
    void it_is_answered_like_every_other_error(String request, String header, int status) throws Exception {
        try (var served = new Served(KIT.system(), complete("never asked"));
                var socket = new Socket("127.0.0.1", served.address().getPort())) {
            var sent = (request + "\r\n" + header + "\r\n\r\n").replace("LONG", "x".repeat(20_000));
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            var answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\r\n\r\n", 2);
            assertThat(answer[0])
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("Content-Type: application/json")
                    .contains("X-Content-Type-Options: nosniff", "Cache-Control: no-store");
            assertThat(Served.json(answer[1]).properties()).hasSize(1);
            assertThat(Served.json(answer[1]).get("error").asText())
                    .isNotEmpty()
                    .doesNotContain("s3cret");
        }
    }
}
