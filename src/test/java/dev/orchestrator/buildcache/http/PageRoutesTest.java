package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.http.page.PageRoutes;
import dev.orchestrator.buildcache.http.response.SealedRoutes;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.Served;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files, over a real port; and what holds for all of them. */
class PageRoutesTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Path FILES = Path.of("src/main/resources/dev/orchestrator/buildcache/http/page");
    private static Served served;

    @BeforeAll
    static void start() throws Exception {
        served = new Served(KIT.system(), SealedRoutes.of(new PageRoutes().routes()));
    }

    @AfterAll
    static void stop() throws Exception {
        served.close();
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=UTF-8",
        "/assets/main.js, text/javascript; charset=UTF-8",
        "/assets/page.css, text/css; charset=UTF-8",
        "/assets/icon.svg, image/svg+xml",
        "/assets/uplot/uPlot.esm.js, text/javascript; charset=UTF-8",
        "/assets/uplot/uPlot.min.css, text/css; charset=UTF-8"
    })
    void each_file_is_served_as_what_it_is_with_the_headers_that_keep_browsers_careful(String path, String type)
            throws Exception {
        var answer = served.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith(
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-cache");
    }

    @Test
    void a_file_that_the_browser_has_already_is_not_sent_again() throws Exception {
        String tag = served.get("/assets/main.js").headers().firstValue("ETag").orElseThrow();
        served.with("If-None-Match", tag);
        var again = served.get("/assets/main.js");
        var other = served.get("/assets/page.css");
        served.with();
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void a_file_is_compressed_for_a_browser_that_can_read_that() throws Exception {
        served.with("Accept-Encoding", "gzip");
        var answer = served.get("/assets/main.js");
        served.with();
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets",
                "/assets/",
                "/assets/index.html",
                "/assets/missing.js",
                "/assets/../reference.conf",
                "/assets/%2e%2e/reference.conf",
                "/assets/..%2freference.conf",
                "/assets/..%2f..%2fpage%2fmain.js",
                "/assets/uplot/package.json",
                "/assets/uplot/..%2fpackage.json",
                "/assets/uplot/uPlot.esm.js/..",
                "/assets/main.js%00.css",
                "/assets/main%2ejs/x",
                "/page/main.js",
                "/dev/orchestrator/buildcache/http/page/main.js",
                "//assets/main.js"
            })
    void nothing_else_is_served(String path) throws Exception {
        // By hand, since a client would tidy the path up.
        try (var socket = new Socket("127.0.0.1", served.address().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).matches(Pattern.compile("HTTP/1.1 (404|400) .*", Pattern.DOTALL));
        }
    }

    @Test
    void the_page_can_only_be_read() throws Exception {
        assertThat(served.post("/").statusCode()).isEqualTo(405);
        assertThat(served.send("PUT", "/assets/main.js", "x").statusCode()).isEqualTo(405);
    }

    @Test
    void no_file_makes_markup_of_text_or_needs_what_the_policy_forbids() throws Exception {
        for (var file : files()) {
            assertThat(Files.readString(file))
                    .as("%s", file)
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                    .doesNotContain("style=\"", "onclick=", "javascript:", "<style")
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContainPattern("(?<!xmlns=\")https?://");
        }
    }

    @Test
    void every_file_that_is_asked_for_is_there() throws Exception {
        var asked = Pattern.compile("(?:from|import\\()\\s*'\\./([^']+)'|(?:href|src)=\"/assets/([^\"]+)\"");
        for (var file : files()) {
            for (var match : asked.matcher(Files.readString(file)).results().toList()) {
                String name = match.group(1) == null ? match.group(2) : match.group(1);
                assertThat(served.get("/assets/" + name).statusCode())
                        .as("%s asks for %s", file, name)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void the_page_has_words_for_every_outcome_and_failure() throws Exception {
        String words = Files.readString(FILES.resolve("words.js"));
        var troubles = Arrays.stream(Outcome.Kind.values())
                // A failure has words by its class, and a success needs none.
                .filter(outcome -> outcome != Outcome.Kind.FAILED && outcome != Outcome.Kind.SUCCEEDED)
                .map(Outcome.Kind::word);
        var all = Stream.concat(troubles, Arrays.stream(Failure.values()).map(Failure::word));
        assertThat(all).allSatisfy(word -> assertThat(words).containsPattern("(?m)^ +'?" + word + "'?: \\{"));
    }

    private static List<Path> files() throws Exception {
        try (var files = Files.list(FILES)) {
            return files.toList();
        }
    }
}
