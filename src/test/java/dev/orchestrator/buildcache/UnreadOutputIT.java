package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program whose stdout and stderr are pipes that nobody reads: it goes on, and it ends. */
@Timeout(300)
class UnreadOutputIT {
    private static final Duration END = Duration.ofSeconds(5);
    private static final String TOKEN = "s3cret-of-16-chr";
    private static final int AT_ONCE = 100;

    /** Of a message that a route logs, and of the line that it becomes, at least. */
    private static final int LINE = 80;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private int port;

    @Test
    void it_goes_on_counts_what_it_drops_and_ends_in_time() throws Exception {
        try (var service = ServiceProcess.startUnread(directory, environment())) {
            Await.until("the service is live", ServiceProcess.START, this::isLive);
            // More than the pipe and what may wait together.
            for (int sent = 0; sent < 2 * 1024 * 1024 / LINE; sent += AT_ONCE) {
                var answers = IntStream.range(0, AT_ONCE).mapToObj(i -> pause()).toList();
                CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                        .get();
                assertThat(answers).allMatch(answer -> answer.join().statusCode() == 202);
            }
            assertThat(isLive()).isTrue();
            assertThat(text("/metrics")
                            .lines()
                            .filter(line -> line.startsWith("build_cache_pruner_dropped_log_lines_total "))
                            .map(line -> Double.parseDouble(line.substring(line.indexOf(' ')))))
                    .singleElement()
                    .matches(dropped -> dropped > 1000);
            service.terminate();
            assertThat(service.awaitEnd(END)).isEqualTo(143);
        }
    }

    @Test
    void bad_settings_end_it_though_nobody_reads_why() throws Exception {
        try (var service = ServiceProcess.startUnread(directory, environment(), manyProblems())) {
            assertThat(service.awaitEnd(ServiceProcess.START)).isEqualTo(2);
        }
    }

    @Test
    void whoever_reads_in_time_gets_every_problem() throws Exception {
        try (var service = ServiceProcess.startUnread(directory, environment(), manyProblems())) {
            var lines = new ArrayList<>(new String(service.stderrPipe().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
            assertThat(service.awaitEnd(END)).isEqualTo(2);
            assertThat(lines).hasSize(30_000).allMatch(line -> line.contains("there is no such setting"));
        }
    }

    @Test
    void a_port_in_use_is_said_and_ends_it() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var service = ServiceProcess.startUnread(
                        directory,
                        Map.of("ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", Integer.toString(taken.getLocalPort())))) {
            assertThat(service.awaitEnd(ServiceProcess.START)).isEqualTo(1);
            assertThat(new String(service.stderrPipe().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    /** More than a pipe takes, and more than may wait. */
    private String manyProblems() throws IOException {
        var settings =
                IntStream.range(0, 30_000).mapToObj(i -> "x" + i + " = 1").collect(Collectors.joining("\n"));
        var file = Files.writeString(directory.resolve("bad.conf"), "build-cache-pruner {\n" + settings + "\n}");
        return "-Dconfig.file=" + file;
    }

    private Map<String, String> environment() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        return Map.of(
                "ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", Integer.toString(port), "ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN", TOKEN);
    }

    private boolean isLive() {
        try {
            return text("/health/live").contains("live");
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString()).body();
    }

    private CompletableFuture<HttpResponse<Void>> pause() {
        var request = request("/api/hosts/pause")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody());
        return http.sendAsync(request.build(), BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }
}
