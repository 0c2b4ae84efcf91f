package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import dev.orchestrator.buildcache.value.OneLine;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads values from the namespace and collects what is wrong with them. A value that can't be used is read as null, and
 * then {@link #finish} throws: until it has returned, nothing may be built of what was read.
 */
final class SettingsReader {
    private static final String NAMESPACE = "build-cache-pruner";
    /** Akka's to read, not ours. */
    private static final String DISPATCHER = "blocking-dispatcher.";

    /** Never shown, not even as a value that isn't allowed; an address may have a login or a token in it. */
    private static final Set<String> SECRET =
            Set.of("telegram.bot-token", "telegram.chat-id", "telegram.api-url", "http.token");

    private static final int SHOWN = 100;

    /** Set once for all hosts: an entry of {@code hosts} has none of these. */
    private static final Pattern NOT_OF_A_HOST = Pattern.compile("(fleet|http|telegram|notify)\\..*");

    private static final String HOSTS = "hosts";
    private static final String CHANNELS = "notify.channels";

    /** A channel's settings, all of them, and what they are if they aren't set. */
    private static final Config CHANNEL = ConfigFactory.parseMap(
            Map.of(
                    "type",
                    "",
                    "url",
                    "",
                    "secret",
                    "",
                    "bot-token",
                    "",
                    "chat-id",
                    "",
                    "events",
                    List.of(),
                    "hosts",
                    List.of()),
            "not set");

    private static final Set<String> SECRET_OF_A_CHANNEL = Set.of("url", "secret", "bot-token", "chat-id");

    private final Config config;

    /** What is set here itself, and not inherited. */
    private final Config own;

    /** Where that stands: empty at the top, or such as {@code hosts.build-01.}. */
    private final String prefix;

    private final Set<String> secret;
    private final Set<String> problems;
    private final Set<String> faulty = new HashSet<>();

    SettingsReader(Config root) {
        var defaults = ConfigFactory.defaultReference(getClass().getClassLoader());
        var known = keys(defaults.getConfig(NAMESPACE));
        prefix = "";
        secret = SECRET;
        problems = new LinkedHashSet<>();
        config = withGroups(root, defaults, known).getConfig(NAMESPACE);
        own = config;
        refuseUnknownKeys(config.withoutPath(HOSTS).withoutPath(CHANNELS), known, "");
    }

    private SettingsReader(
            String prefix, Config own, Config inherited, String kind, Set<String> secret, Set<String> problems) {
        this.prefix = prefix;
        this.own = own;
        this.secret = secret;
        this.problems = problems;
        config = own.withFallback(inherited);
        refuseUnknownKeys(own, keys(inherited), " of a " + kind);
    }

    /** A reader for each entry of {@code hosts}, by name: the same keys, and what isn't set is as at the top level. */
    SortedMap<String, SettingsReader> hosts() {
        var inherited = config.withoutPath(HOSTS);
        for (String key : keys(config)) {
            inherited = NOT_OF_A_HOST.matcher(key).matches() ? inherited.withoutPath(key) : inherited;
        }
        return entries(HOSTS, "host", inherited, SECRET);
    }

    /** A reader for each entry of {@code notify.channels}, by name. */
    SortedMap<String, SettingsReader> channels() {
        return entries(CHANNELS, "channel", CHANNEL, SECRET_OF_A_CHANNEL);
    }

    private SortedMap<String, SettingsReader> entries(String group, String kind, Config inherited, Set<String> secret) {
        var entries = new TreeMap<String, SettingsReader>();
        config.getObject(group).forEach((name, entry) -> {
            String prefix = group + "." + name;
            if (entry instanceof ConfigObject object) {
                entries.put(
                        name, new SettingsReader(prefix + ".", object.toConfig(), inherited, kind, secret, problems));
            } else {
                problems.add(NAMESPACE + "." + prefix + " (" + entry.origin().description()
                        + "): must be an object that holds a " + kind + "'s settings");
            }
        });
        return entries;
    }

    private static Set<String> keys(Config config) {
        return config.entrySet().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** Where there is something else than a group of settings, that is one problem, and the defaults stand in. */
    private Config withGroups(Config root, Config defaults, Set<String> known) {
        var groups = new TreeSet<>(Set.of(NAMESPACE, NAMESPACE + "." + HOSTS, NAMESPACE + "." + CHANNELS));
        for (String key : known) {
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                groups.add(NAMESPACE + "." + key.substring(0, dot));
            }
        }
        var sound = root;
        for (String group : groups) {
            if (!sound.hasPath(group) || sound.getValue(group).valueType() != ConfigValueType.OBJECT) {
                problems.add(group + from(sound, group) + ": must be an object that holds settings");
                sound = sound.withoutPath(group).withFallback(defaults);
            }
        }
        return sound;
    }

    private void refuseUnknownKeys(Config set, Set<String> known, String kind) {
        for (String key : keys(set)) {
            if (!known.contains(key) && !key.startsWith(DISPATCHER)) {
                // The value isn't shown: it could be a secret under a misspelt key.
                problems.add(NAMESPACE + "." + prefix + key + from(set, key) + ": there is no such setting" + kind
                        + "; reference.conf lists all");
            }
        }
    }

    boolean flag(String key) {
        Boolean flag =
                value(key, "true or false (or yes/no, on/off, 1/0)", text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> true;
                    case "false", "no", "off", "0" -> false;
                    default -> throw new IllegalArgumentException();
                });
        return flag != null && flag;
    }

    /** A duration; a bare number is seconds. */
    Duration duration(String key, Duration min, Duration max, String range) {
        return value(key, allowedDuration(range), text -> Rules.within(Rules.duration(text), min, max));
    }

    Optional<Duration> optionalDuration(String key, Duration min, Duration max, String range) {
        return optional(key, allowedDuration(range), text -> Rules.within(Rules.duration(text), min, max));
    }

    private static String allowedDuration(String range) {
        return "a duration of " + range + ", such as 10s or a number of seconds";
    }

    int whole(String key, int min, int max) {
        Integer number = value(
                key, "a whole number of " + min + " to " + max, text -> Rules.within(Integer.valueOf(text), min, max));
        return number == null ? min : number;
    }

    /** A value that may be left empty. */
    <T> Optional<T> optional(String key, String allowed, Function<String, T> parse) {
        Optional<T> value = value(
                key,
                allowed + ", or empty",
                text -> text.isEmpty() ? Optional.empty() : Optional.of(parse.apply(text)));
        return value == null ? Optional.empty() : value;
    }

    /** A list, or a text with commas between its parts; may be empty. */
    <T> Set<T> set(String key, String allowed, Function<String, T> parse) {
        Set<T> set = value(
                key,
                allowed,
                this::joined,
                text -> Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .map(parse)
                        .collect(Collectors.toSet()));
        return set == null ? Set.of() : set;
    }

    private String joined(String key) {
        return config.getValue(key).valueType() == ConfigValueType.LIST
                ? String.join(",", config.getStringList(key))
                : config.getString(key);
    }

    /**
     * @param allowed what the value must be, for the person who wrote another
     * @param parse throws any runtime exception for a value that isn't allowed
     * @return null if there was a problem
     */
    <T> T value(String key, String allowed, Function<String, T> parse) {
        return value(key, allowed, config::getString, parse);
    }

    private <T> T value(String key, String allowed, UnaryOperator<String> get, Function<String, T> parse) {
        faulty.add(key);
        String text;
        try {
            text = get.apply(key).strip();
        } catch (ConfigException notText) {
            problems.add(named(key) + " is " + kind(key) + from(key) + ": must be " + allowed);
            return null;
        }
        try {
            T value = parse.apply(text);
            faulty.remove(key);
            return value;
        } catch (RuntimeException notAllowed) {
            String shown = secret.contains(key) ? "(not shown)" : '"' + OneLine.of(text, SHOWN) + '"';
            problems.add(named(key) + " = " + shown + from(key) + ": must be " + allowed);
            return null;
        }
    }

    /** A problem between this value and another; nothing is known about it if that one can't be used itself. */
    void problem(String key, String other, String problem) {
        if (!faulty.contains(key) && !faulty.contains(other)) {
            problem(key, problem);
        }
    }

    /** A problem of this value that shows only when others are known. */
    void problem(String key, String problem) {
        problems.add(named(key) + from(key) + ": " + problem);
    }

    /** @throws InvalidSettings if there was any problem */
    void finish() throws InvalidSettings {
        if (!problems.isEmpty()) {
            throw new InvalidSettings(List.copyOf(problems));
        }
    }

    private String kind(String key) {
        if (!config.hasPath(key)) {
            return "null";
        }
        return config.getValue(key).valueType() == ConfigValueType.LIST ? "a list" : "an object";
    }

    /** The key as the person who set it wrote it: an entry's own, or the one at the top level that it inherits. */
    private String named(String key) {
        return NAMESPACE + "." + (own.hasPath(key) || prefix.startsWith(CHANNELS) ? prefix : "") + key;
    }

    private String from(String key) {
        return from(config, key);
    }

    /** Where the value was set. */
    private static String from(Config config, String key) {
        return config.hasPath(key) ? " (" + config.getValue(key).origin().description() + ")" : "";
    }
}
