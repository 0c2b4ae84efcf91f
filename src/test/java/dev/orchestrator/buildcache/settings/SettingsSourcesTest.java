package dev.orchestrator.buildcache.settings;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reference.conf} and {@code application.conf}: their keys are exactly those that are read. */
class SettingsSourcesTest {
    private static final Path OPERATORS_FILE = Path.of("application.conf");
    private static final String NAMESPACE = "build-cache-pruner";

    private static final Map<String, String> VARIABLES = Map.ofEntries(
            entry("enabled", "ORCH_BUILD_CACHE_PRUNE_ENABLED"),
            entry("interval", "ORCH_BUILD_CACHE_PRUNE_INTERVAL_S"),
            entry("until", "ORCH_BUILD_CACHE_PRUNE_UNTIL"),
            entry("all", "ORCH_BUILD_CACHE_PRUNE_ALL"),
            entry("timeout", "ORCH_BUILD_CACHE_PRUNE_TIMEOUT_S"),
            entry("probe-timeout", "ORCH_BUILD_CACHE_PRUNE_PROBE_TIMEOUT"),
            entry("notify-min-gb", "ORCH_BUILD_CACHE_PRUNE_NOTIFY_MIN_GB"),
            entry("preflight", "ORCH_BUILD_CACHE_PRUNE_PREFLIGHT"),
            entry("complete-chains", "ORCH_BUILD_CACHE_PRUNE_COMPLETE_CHAINS"),
            entry("docker-context", "ORCH_BUILD_CACHE_PRUNE_DOCKER_CONTEXT"),
            entry("ssh.host", "ORCH_DEPLOY_SSH_HOST"),
            entry("ssh.user", "ORCH_DEPLOY_SSH_USER"),
            entry("ssh.port", "ORCH_DEPLOY_SSH_PORT"),
            entry("ssh.identity-file", "ORCH_DEPLOY_SSH_IDENTITY_FILE"),
            entry("ssh.known-hosts-file", "ORCH_DEPLOY_SSH_KNOWN_HOSTS_FILE"),
            entry("ssh.host-key-checking", "ORCH_DEPLOY_SSH_HOST_KEY_CHECKING"),
            entry("ssh.program", "ORCH_SSH_PROGRAM"),
            entry("telegram.bot-token", "ORCH_TELEGRAM_BOT_TOKEN"),
            entry("telegram.chat-id", "ORCH_TELEGRAM_CHAT_ID"),
            entry("telegram.api-url", "ORCH_TELEGRAM_API_URL"),
            entry("http.interface", "ORCH_BUILD_CACHE_PRUNE_HTTP_INTERFACE"),
            entry("http.port", "ORCH_BUILD_CACHE_PRUNE_HTTP_PORT"),
            entry("http.allowed-hosts", "ORCH_BUILD_CACHE_PRUNE_HTTP_ALLOWED_HOSTS"),
            entry("http.token", "ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN"));

    @Test
    void every_variable_maps_to_its_key_and_no_other_variable_is_read() throws Exception {
        Map<String, String> marked =
                VARIABLES.values().stream().collect(toMap(name -> name, name -> "value of " + name));
        var ours = withEnvironment(marked).getConfig(NAMESPACE);
        VARIABLES.forEach((key, name) -> assertThat(ours.getString(key)).isEqualTo("value of " + name));

        assertThat(Environment.KEYS.keySet()).containsExactlyInAnyOrderElementsOf(VARIABLES.values());
        assertThat(Files.readString(OPERATORS_FILE)).doesNotContain("${");
        assertThat(Files.readString(Path.of("README.md"))).contains(VARIABLES.values());
    }

    @Test
    void without_any_variable_the_operators_file_changes_nothing() throws Exception {
        assertThat(Settings.read(withEnvironment(Map.of()))).isEqualTo(Hocon.read(""));
    }

    @Test
    void values_from_the_environment_are_read_like_those_of_the_file(@TempDir Path dir) throws Exception {
        String file = Files.writeString(dir.resolve("key"), "key").toString();
        var values = new HashMap<>(Map.of(
                "enabled", "No",
                "interval", "3600",
                "until", "7d",
                "all", "1",
                "timeout", "90.5",
                "notify-min-gb", "0.5",
                "preflight", "off",
                "ssh.host", "build-01",
                "ssh.user", "prune",
                "ssh.port", "2222"));
        values.putAll(Map.of(
                "ssh.identity-file", file,
                "ssh.known-hosts-file", file,
                "ssh.host-key-checking", "no",
                "ssh.program", "/usr/bin/ssh",
                "telegram.bot-token", "123456:ABC-DEF",
                "telegram.chat-id", "-100123",
                "telegram.api-url", "http://localhost:1",
                "http.interface", "0.0.0.0",
                "http.port", "0"));
        values.put("docker-context", "colima");
        values.put("complete-chains", "No");
        values.put("probe-timeout", "45");
        values.put("http.allowed-hosts", "pruner, pruner.example.org");
        values.put("http.token", "s3cret-of-16-chr");
        assertThat(values).containsOnlyKeys(VARIABLES.keySet());
        var environment =
                values.entrySet().stream().collect(toMap(e -> VARIABLES.get(e.getKey()), Map.Entry::getValue));

        assertThat(Settings.read(withEnvironment(environment))).isEqualTo(Hocon.read("""
                enabled = false, interval = 1h, until = 168h, all = true, timeout = 90500ms, notify-min-gb = 0.5
                preflight = false, complete-chains = false, docker-context = colima, probe-timeout = 45s
                ssh { host = build-01, user = prune, port = 2222, identity-file = "%1$s", known-hosts-file = "%1$s"
                      host-key-checking = no, program = /usr/bin/ssh }
                telegram { bot-token = "123456:ABC-DEF", chat-id = -100123, api-url = "http://localhost:1" }
                http { interface = 0.0.0.0, port = 0, allowed-hosts = [pruner, pruner.example.org]
                       token = s3cret-of-16-chr }
                """.formatted(file)));
    }

    @Test
    void every_key_of_the_reference_is_read_and_every_key_that_is_read_is_there() {
        var reference = ConfigFactory.defaultReference().getConfig(NAMESPACE);
        var keys = reference.entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.startsWith("blocking-dispatcher."))
                .toList();
        assertThat(keys).containsAll(VARIABLES.keySet());
        for (String key : keys) {
            assertThat(Hocon.problems(ConfigFactory.defaultReference()
                            .withValue(NAMESPACE + "." + key, ConfigValueFactory.fromIterable(List.of(List.of())))))
                    .singleElement()
                    .asString()
                    .startsWith(key + " is a list");
        }
        // Reading a key without a default throws.
        assertThat(Hocon.problems("")).isEmpty();
    }

    @Test
    void the_message_shown_in_application_conf_is_valid() throws Exception {
        String shown = Files.readString(OPERATORS_FILE)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("# telegram.message"))
                .map(line -> line.substring(1))
                .findFirst()
                .orElseThrow();
        assertThat(Hocon.problems(shown)).isEmpty();
        assertThat(Hocon.config(shown).getString(NAMESPACE + ".telegram.message"))
                .contains("Кэш", "{host}", "{reclaimed}", "{until}");
    }

    private static Config withEnvironment(Map<String, String> variables) {
        return Environment.of(variables).load(ConfigFactory.parseFile(OPERATORS_FILE.toFile()));
    }
}
