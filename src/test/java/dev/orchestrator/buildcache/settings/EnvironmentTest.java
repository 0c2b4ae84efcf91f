package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Environment variables, over a configuration file that mentions none of them. */
class EnvironmentTest {
    private static final String FILE = "until = 1h, ssh { host = build-01, user = from-the-file }";

    @Test
    void a_variable_overrides_its_key_in_any_file() throws Exception {
        var host = read(FILE, Map.of("ORCH_BUILD_CACHE_PRUNE_UNTIL", "2h", "ORCH_DEPLOY_SSH_USER", "prune"))
                .pruner();
        assertThat(host.policy().prune().line()).isEqualTo("docker builder prune -f --filter until=2h");
        assertThat(host.target().map(SshTarget::destination)).contains("prune@build-01");
    }

    @Test
    void a_hosts_own_setting_overrides_the_variable() throws Exception {
        var hosts = read("until = 1h, hosts { a { until = 3h }, b {} }", Map.of("ORCH_BUILD_CACHE_PRUNE_UNTIL", "2h"))
                .fleet()
                .hosts();
        assertThat(hosts)
                .extracting(EnvironmentTest::line)
                .containsExactly(
                        "docker builder prune -f --filter until=3h", "docker builder prune -f --filter until=2h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void an_empty_variable_is_not_set(String empty) throws Exception {
        for (String name : Environment.KEYS.keySet()) {
            if (!name.equals("ORCH_BUILD_CACHE_PRUNE_UNTIL")) {
                assertThat(read(FILE, Map.of(name, empty))).as(name).isEqualTo(Hocon.read(FILE));
            }
        }
    }

    @Test
    void an_empty_variable_is_not_set_for_a_file_that_names_it_either() throws Exception {
        String file = "interval = 1h, interval = ${?ORCH_BUILD_CACHE_PRUNE_INTERVAL_S}";
        assertThat(read(file, Map.of("ORCH_BUILD_CACHE_PRUNE_INTERVAL_S", ""))).isEqualTo(Hocon.read("interval = 1h"));
        assertThat(read("ssh.host = ${ANY}", Map.of("ANY", "")).pruner().target())
                .isEmpty();
    }

    @Test
    void an_empty_age_means_no_age_filter_and_is_refused_with_all() throws Exception {
        var noAge = Map.of("ORCH_BUILD_CACHE_PRUNE_UNTIL", "");
        assertThat(line(read(FILE, noAge).pruner())).isEqualTo("docker builder prune -f");
        assertThat(problems("all = true", noAge))
                .containsExactly("build-cache-pruner.all (String: 2): true requires an age in until, otherwise the"
                        + " prune would be unbounded");
    }

    @ParameterizedTest
    @CsvSource({
        "ORCH_BUILD_CACHE_PRUNE_UNTILL, ORCH_BUILD_CACHE_PRUNE_UNTIL",
        "ORCH_BUILD_CACHE_PRUNE_INTERVAL, ORCH_BUILD_CACHE_PRUNE_INTERVAL_S",
        "ORCH_BUILD_CACHE_PRUNE_TIMEOUT, ORCH_BUILD_CACHE_PRUNE_TIMEOUT_S",
        "orch_build_cache_prune_all, ORCH_BUILD_CACHE_PRUNE_ALL",
        "ORCH_DEPLOY_SSH_HOSTS, ORCH_DEPLOY_SSH_HOST",
        "ORCH_DEPLOY_SSH_IDENTITY, ORCH_DEPLOY_SSH_IDENTITY_FILE"
    })
    void an_unknown_variable_is_a_problem_that_names_the_nearest(String name, String nearest) {
        for (String value : new String[] {"SECRET", ""}) {
            assertThat(problems("", Map.of(name, value)))
                    .containsExactly(name + ": there is no such environment variable; did you mean " + nearest + "?");
        }
    }

    @Test
    void other_variables_are_none_of_our_business() throws Exception {
        assertThat(read(
                        FILE,
                        Map.of("ORCH_BUILD", "x", "ORCH_TELEGRAM_X", "x", "PATH", "/bin", "build-cache-pruner", "x")))
                .isEqualTo(Hocon.read(FILE));
    }

    @Test
    void a_problem_names_the_variable_and_hides_a_secret() {
        assertThat(problems(FILE, Map.of("ORCH_BUILD_CACHE_PRUNE_UNTIL", "-5s", "ORCH_TELEGRAM_BOT_TOKEN", "SEC RET")))
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("build-cache-pruner.until = \"-5s\""
                        + " (environment variable ORCH_BUILD_CACHE_PRUNE_UNTIL): must be"))
                .anyMatch(problem -> problem.startsWith("build-cache-pruner.telegram.bot-token = (not shown)"
                        + " (environment variable ORCH_TELEGRAM_BOT_TOKEN): must be"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh = build-01", "ssh = null", "ssh = [1]"})
    void a_group_that_is_none_is_still_the_only_problem(String file) {
        assertThat(problems(file, Map.of("ORCH_DEPLOY_SSH_HOST", "build-01")))
                .singleElement()
                .asString()
                .startsWith("build-cache-pruner.ssh")
                .endsWith("must be an object that holds settings");
    }

    @Test
    void a_system_property_overrides_the_variable() throws Exception {
        System.setProperty("build-cache-pruner.until", "4h");
        ConfigFactory.invalidateCaches();
        try {
            assertThat(line(read(FILE, Map.of("ORCH_BUILD_CACHE_PRUNE_UNTIL", "2h"))
                            .pruner()))
                    .isEqualTo("docker builder prune -f --filter until=4h");
        } finally {
            System.clearProperty("build-cache-pruner.until");
            ConfigFactory.invalidateCaches();
        }
    }

    @Test
    void an_embedders_environment_is_its_own() throws Exception {
        var config = Environment.of(Map.of("ORCH_BUILD_CACHE_PRUNE_X", "x")).load(ConfigFactory.empty());
        assertThat(Settings.read(config)).isEqualTo(Hocon.read(""));
    }

    private static String line(PrunerSettings host) {
        return host.policy().prune().line();
    }

    private static List<String> problems(String file, Map<String, String> variables) {
        return catchThrowableOfType(InvalidSettings.class, () -> read(file, variables))
                .problems();
    }

    private static Settings read(String file, Map<String, String> variables) throws InvalidSettings {
        var environment = Environment.of(variables);
        var config = environment.load(ConfigFactory.parseString("build-cache-pruner {\n" + file + "\n}"));
        return Settings.read(config, environment);
    }
}
