package dev.orchestrator.buildcache.settings;

import static java.util.Map.entry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The environment variables of the standalone program. Each sets one top-level setting, whatever configuration file is
 * loaded; what {@code hosts.<name>} sets for its host still overrides it. An empty variable is not set.
 */
public final class Environment {
    private static final String UNTIL = "ORCH_BUILD_CACHE_PRUNE_UNTIL";

    /** The key that each variable sets. */
    static final Map<String, String> KEYS = Map.ofEntries(
            entry("ORCH_BUILD_CACHE_PRUNE_ENABLED", "enabled"),
            entry("ORCH_BUILD_CACHE_PRUNE_INTERVAL_S", "interval"),
            entry(UNTIL, "until"),
            entry("ORCH_BUILD_CACHE_PRUNE_ALL", "all"),
            entry("ORCH_BUILD_CACHE_PRUNE_TIMEOUT_S", "timeout"),
            entry("ORCH_BUILD_CACHE_PRUNE_PROBE_TIMEOUT", "probe-timeout"),
            entry("ORCH_BUILD_CACHE_PRUNE_NOTIFY_MIN_GB", "notify-min-gb"),
            entry("ORCH_BUILD_CACHE_PRUNE_PREFLIGHT", "preflight"),
            entry("ORCH_BUILD_CACHE_PRUNE_COMPLETE_CHAINS", "complete-chains"),
            entry("ORCH_BUILD_CACHE_PRUNE_DOCKER_CONTEXT", "docker-context"),
            entry("ORCH_BUILD_CACHE_PRUNE_HTTP_INTERFACE", "http.interface"),
            entry("ORCH_BUILD_CACHE_PRUNE_HTTP_PORT", "http.port"),
            entry("ORCH_BUILD_CACHE_PRUNE_HTTP_ALLOWED_HOSTS", "http.allowed-hosts"),
            entry("ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN", "http.token"),
            entry("ORCH_DEPLOY_SSH_HOST", "ssh.host"),
            entry("ORCH_DEPLOY_SSH_USER", "ssh.user"),
            entry("ORCH_DEPLOY_SSH_PORT", "ssh.port"),
            entry("ORCH_DEPLOY_SSH_IDENTITY_FILE", "ssh.identity-file"),
            entry("ORCH_DEPLOY_SSH_KNOWN_HOSTS_FILE", "ssh.known-hosts-file"),
            entry("ORCH_DEPLOY_SSH_HOST_KEY_CHECKING", "ssh.host-key-checking"),
            entry("ORCH_SSH_PROGRAM", "ssh.program"),
            entry("ORCH_TELEGRAM_BOT_TOKEN", "telegram.bot-token"),
            entry("ORCH_TELEGRAM_CHAT_ID", "telegram.chat-id"),
            entry("ORCH_TELEGRAM_API_URL", "telegram.api-url"));

    private final Map<String, String> all;

    private Environment(Map<String, String> all) {
        this.all = Map.copyOf(all);
    }

    /** @param all variables of the process by their names, as {@link System#getenv()} returns them */
    public static Environment of(Map<String, String> all) {
        return new Environment(all);
    }

    /**
     * Resolves a configuration. System properties override these variables, which override the file, which overrides the
     * libraries' defaults.
     *
     * @param file not yet resolved; its substitutions see the environment, but not our empty variables
     * @throws com.typesafe.config.ConfigException if it can't be resolved
     */
    public Config load(Config file) {
        var options = ConfigResolveOptions.noSystem().appendResolver(new Substitutions());
        var loaded = ConfigFactory.load(file, options);
        var variables = ConfigFactory.empty();
        for (var variable : new TreeMap<>(KEYS).entrySet()) {
            String name = variable.getKey();
            String path = Structure.NAMESPACE + "." + variable.getValue();
            // A wrong value such as "ssh = build-01" would be masked by an object that holds ours.
            if (isSet(name) && Structure.isGroup(loaded, path.substring(0, path.lastIndexOf('.')))) {
                variables = variables.withValue(path, value(name));
            }
        }
        return ConfigFactory.load(variables.withFallback(file), options);
    }

    /** Adds a problem for each variable that has our prefix, but sets nothing. */
    void refuseUnknown(Problems problems) {
        all.keySet().stream()
                .filter(name -> isOurs(name.toUpperCase(Locale.ROOT)) && !KEYS.containsKey(name))
                .sorted()
                .forEach(name -> problems.add(name + ": there is no such environment variable; did you mean "
                        + Nearest.to(name, KEYS.keySet()) + "?"));
    }

    private static boolean isOurs(String name) {
        return Stream.of("ORCH_BUILD_CACHE_PRUNE_", "ORCH_DEPLOY_SSH_").anyMatch(name::startsWith);
    }

    /** Empty is a value for the age only: no age filter. */
    private boolean isSet(String name) {
        return all.containsKey(name) && (name.equals(UNTIL) || !all.get(name).isBlank());
    }

    private ConfigValue value(String name) {
        return ConfigValueFactory.fromAnyRef(all.get(name), "environment variable " + name);
    }

    /** What <code>${NAME}</code> in a file stands for. */
    private final class Substitutions implements ConfigResolver {
        @Override
        public ConfigValue lookup(String name) {
            boolean isThere = KEYS.containsKey(name) ? isSet(name) : all.containsKey(name);
            return isThere ? value(name) : null;
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}
