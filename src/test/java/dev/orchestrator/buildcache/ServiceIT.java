package dev.orchestrator.buildcache;

import static dev.orchestrator.buildcache.testkit.Shells.LIST_LINE;
import static dev.orchestrator.buildcache.testkit.Shells.PRUNE_LINE;
import static dev.orchestrator.buildcache.testkit.Shells.TIME_LINE;
import static dev.orchestrator.buildcache.testkit.Shells.VERSION_LINE;
import static dev.orchestrator.buildcache.testkit.Shells.engine;
import static dev.orchestrator.buildcache.testkit.Shells.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost.Shell;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.Shells;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from its start to its end, as an operator sees it: environment, exit code, output, routes. */
class ServiceIT {
    private static final Shell TWO_GB = engine("Total reclaimed space: 2.3GB\n");
    private static final String TOKEN = "123456:do-not_SHOW-this";
    /** Takes seconds on an idle machine. */
    private static final Duration FLOOD = Duration.ofMinutes(5);

    /** Time limit after a signal. */
    private static final Duration END = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private RealSsh ssh;

    @BeforeEach
    void keys() {
        ssh = new RealSsh(directory);
    }

    @Test
    void a_run_from_the_environment_to_the_routes() throws Exception {
        try (var host = ssh.host(TWO_GB);
                var service = start(host, Map.of())) {
            service.awaitOutput("run on 127.0.0.1 succeeded: reclaimed 2.3 GB");
            assertThat(host.commandLines()).containsExactly(VERSION_LINE, TIME_LINE, LIST_LINE, PRUNE_LINE);

            var queue = service.get("/queue");
            assertThat(queue.at("/last_reclaimed_bytes").asLong()).isEqualTo(2_300_000_000L);
            assertThat(queue.at("/last_reclaimed").asText()).isEqualTo("2.14 GB");
            assertThat(queue.at("/last_error").isNull()).isTrue();
            var status = service.get("/status");
            assertThat(status.at("/state").asText()).isEqualTo("idle");
            assertThat(status.at("/settings/command").asText()).isEqualTo(PRUNE_LINE);
            assertThat(status.at("/last_run/outcome").asText()).isEqualTo("succeeded");
            assertThat(status.at("/total_reclaimed_bytes").asLong()).isEqualTo(2_300_000_000L);

            service.terminate();
            assertThat(service.awaitEnd(END)).isEqualTo(143);
            assertThat(service.stderr()).isEmpty();
        }
    }

    @Test
    void sigterm_during_a_run_ends_the_program_and_its_ssh_within_5_s_without_noise() throws Exception {
        var hang = new Shells.Hang();
        try (var host = ssh.host(hang);
                var service = start(host, Map.of())) {
            hang.awaitEntered();
            assertThat(service.get("/status").at("/state").asText()).isEqualTo("running");
            var clients = service.clients();
            assertThat(clients).hasSize(1);

            service.terminate();
            assertThat(service.awaitEnd(END)).isEqualTo(143);
            Await.until("no ssh is left", END, () -> clients.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(service.stdout())
                    .contains("a run was cut short")
                    .doesNotContain("Exception", "\tat ", "ERROR", "WARN");
            assertThat(service.stderr()).isEmpty();
        }
    }

    @Test
    void a_port_in_use_prints_one_line_exits_with_1_and_starts_no_ssh() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                var host = ssh.host(TWO_GB);
                var service = start(
                        host, Map.of("ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", Integer.toString(taken.getLocalPort())))) {
            assertThat(service.awaitEnd(ServiceProcess.START)).isEqualTo(1);
            assertThat(service.stderr().lines())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort(), "Address already in use", "http.port");
            assertThat(service.stdout()).doesNotContain("Exception", "\tat ", "ERROR");
            assertThat(host.connections()).isZero();
        }
    }

    @Test
    void bad_settings_print_one_line_each_exit_with_2_and_start_no_ssh() throws Exception {
        var bad = Map.of(
                "ORCH_BUILD_CACHE_PRUNE_INTERVAL_S", "0",
                "ORCH_BUILD_CACHE_PRUNE_UNTIL", "-5s",
                "ORCH_BUILD_CACHE_PRUNE_ALL", "perhaps",
                "ORCH_DEPLOY_SSH_HOST_KEY_CHECKING", "maybe",
                "ORCH_TELEGRAM_BOT_TOKEN", TOKEN + " !");
        try (var host = ssh.host(TWO_GB);
                var service = start(host, bad)) {
            assertThat(service.awaitEnd(ServiceProcess.START)).isEqualTo(2);
            assertThat(service.stderr().lines())
                    .allMatch(line -> line.startsWith("build-cache-pruner."))
                    .anyMatch(line -> line.contains(".interval = \"0\""))
                    .anyMatch(line -> line.contains(".until = \"-5s\""))
                    .anyMatch(line -> line.contains(".all = \"perhaps\""))
                    .anyMatch(line -> line.contains(".ssh.host-key-checking = \"maybe\""))
                    .anyMatch(line -> line.contains(".telegram.bot-token = (not shown)"))
                    .hasSize(5);
            assertThat(service.stdout()).isEmpty();
            assertThat(service.stderr()).doesNotContain(TOKEN);
            assertThat(host.connections()).isZero();
        }
    }

    @Test
    void the_bots_token_is_used_but_never_shown() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        var telegram = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        telegram.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            asked.add(path);
            var answer = ("no such bot: " + path).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(404, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        telegram.start();
        try {
            assertTokenIsNowhere("http://127.0.0.1:" + telegram.getAddress().getPort(), "HTTP 404");
        } finally {
            telegram.stop(0);
        }
        assertThat(asked).containsExactly("/bot" + TOKEN + "/sendMessage");
        // Nothing listens there any more.
        assertTokenIsNowhere("http://127.0.0.1:" + telegram.getAddress().getPort(), "refused");
    }

    private void assertTokenIsNowhere(String apiUrl, String why) throws Exception {
        var environment = Map.of(
                "ORCH_TELEGRAM_BOT_TOKEN",
                TOKEN,
                "ORCH_TELEGRAM_CHAT_ID",
                "42",
                "ORCH_TELEGRAM_API_URL",
                apiUrl,
                "ORCH_BUILD_CACHE_PRUNE_NOTIFY_MIN_GB",
                "1");
        try (var host = ssh.host(TWO_GB);
                var service = start(host, environment)) {
            Await.until(
                    "the first try has failed",
                    ServiceProcess.START,
                    () -> service.text("/metrics")
                            .contains("build_cache_pruner_channel_delivering{channel=\"telegram\"} 0.0"));
            String secret = TOKEN.substring(TOKEN.indexOf(':') + 1);
            assertThat(service.text("/status") + service.text("/queue")).doesNotContain(secret);
            service.terminate();
            service.awaitEnd(END);
            assertThat(service.stdout())
                    .contains("message to telegram not sent", why)
                    .doesNotContain(secret);
            assertThat(service.stderr()).doesNotContain(secret);
        }
    }

    @Test
    void a_gibibyte_on_each_stream_uses_no_memory_and_hides_no_report() throws Exception {
        var halfway = new CountDownLatch(1);
        Shell flood = engine((line, out, err) -> {
            flood(out, err);
            halfway.countDown();
            flood(out, err);
            return say(out, "\nTotal reclaimed space: 2.3GB\n", 0);
        });
        try (var host = ssh.host(flood);
                var service = start(host, Map.of(), "-Xmx64m")) {
            assertThat(halfway.await(FLOOD.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(service.get("/health/ready").at("/status").asText()).isEqualTo("ready");
            Await.until("the run is over", FLOOD, () -> service.stdout().contains("run on 127.0.0.1"));
            assertThat(service.get("/queue").at("/last_reclaimed_bytes").asLong())
                    .isEqualTo(2_300_000_000L);
            assertThat(service.stdout() + service.stderr()).doesNotContain("OutOfMemory");
        }
    }

    /** Half a GiB of noise on each. */
    private static void flood(OutputStream out, OutputStream err) throws IOException {
        var noise = new byte[1 << 16];
        new Random(3).nextBytes(noise);
        for (long sent = 0; sent < 1L << 29; sent += noise.length) {
            out.write(noise);
            err.write(noise);
        }
    }

    @Test
    void the_demo_prunes_its_own_hosts_whatever_the_environment_says_and_cleans_up() throws Exception {
        var temporary = Files.createDirectory(directory.resolve("tmp"));
        var environment = Map.of(
                "ORCH_DEPLOY_SSH_HOST", "real-host.invalid",
                "ORCH_DEPLOY_SSH_USER", "somebody",
                "ORCH_BUILD_CACHE_PRUNE_ENABLED", "false",
                "ORCH_BUILD_CACHE_PRUNE_UNTIL", "720h",
                "ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", "0");
        try (var demo = ServiceProcess.startDemo(directory, environment, "-Djava.io.tmpdir=" + temporary)) {
            for (String name : List.of("build-01", "build-02", "build-03")) {
                demo.awaitOutput("run on " + name + " succeeded");
            }
            demo.awaitOutput("run on no-daemon failed: reclaimed unknown");
            demo.awaitOutput("run on podman refused");
            var hosts = demo.get("/queue").at("/hosts");
            assertThat(hosts).hasSize(5);
            assertThat(hosts.at("/build-01/last_reclaimed_bytes").asLong()).isPositive();
            assertThat(hosts.at("/no-daemon/last_error").asText())
                    .startsWith("rc=1: Cannot connect to the Docker daemon");
            assertThat(hosts.at("/podman/last_error").asText()).contains("Podman");
            assertThat(temporary).isNotEmptyDirectory();
            assertThat(demo.stdout())
                    .contains("/queue", "Ctrl-C")
                    .doesNotContain("PRIVATE KEY", "real-host", "somebody");
            var clients = demo.clients();
            demo.terminate();
            assertThat(demo.awaitEnd(END)).isEqualTo(143);
            Await.until("no ssh is left", END, () -> clients.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(temporary).isEmptyDirectory();
        }
    }

    private ServiceProcess start(EmbeddedSshHost host, Map<String, String> environment, String... jvmOptions)
            throws IOException {
        return ServiceProcess.start(directory, ServiceProcess.environment(host, ssh, environment), jvmOptions);
    }
}
