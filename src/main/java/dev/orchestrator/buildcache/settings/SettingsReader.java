package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the settings of the namespace itself, or of a named entry of {@code hosts} or {@code notify.channels}, by key,
 * and records their problems.
 */
final class SettingsReader {
    /** Akka reads it, and knows more keys than reference.conf sets. */
    private static final String DISPATCHER = "blocking-dispatcher";

    /** Empty for the namespace itself, otherwise a prefix such as {@code hosts.build-01.}. */
    private final String prefix;

    /** What is set here, without inherited values. */
    private final Config own;

    private final Config config;
    private final Config defaults;
    private final Problems problems;
    private final Set<String> faulty = new HashSet<>();
    private boolean sound;

    private SettingsReader(
            String prefix, Config own, Config config, Config defaults, boolean sound, Problems problems) {
        this.prefix = prefix;
        this.own = own;
        this.config = config;
        this.defaults = defaults;
        this.sound = sound;
        this.problems = problems;
    }

    /** The whole namespace, over the defaults of {@code reference.conf}. */
    static SettingsReader of(Config root, Problems problems) {
        // Not the resolved one, which has the system properties in it: a wrong one would be its own default.
        var reference = ConfigFactory.defaultReferenceUnresolved(SettingsReader.class.getClassLoader())
                .withOnlyPath(Structure.NAMESPACE)
                .resolve();
        var config = Structure.namespace(root, reference, problems);
        var defaults = reference.getConfig(Structure.NAMESPACE);
        var checked = without(config, HostsSection.KEY, NotifySection.CHANNELS, DISPATCHER);
        boolean sound = Structure.hasOnlyKnownKeys(checked, defaults, "", "", problems);
        return new SettingsReader("", config, config, defaults, sound, problems);
    }

    /**
     * A reader for each entry of {@code hosts}, by name. An entry has the keys of the namespace except some, and
     * inherits what it doesn't set.
     *
     * @param excluded keys and groups that are set once for all hosts
     */
    SortedMap<String, SettingsReader> hosts(String... excluded) {
        var inherited = without(without(config, HostsSection.KEY, DISPATCHER), excluded);
        var entries = new TreeMap<String, SettingsReader>();
        var names = new DottedNames(HostsSection.KEY, "host", defaults.root().keySet(), problems);
        objects(HostsSection.KEY, "host").forEach((name, all) -> {
            String place = HostsSection.KEY + "." + Shown.of(name) + ".";
            var own = names.refuse(name, all);
            boolean known =
                    Structure.hasOnlyKnownKeys(own, inherited, place, " of a host", problems) && own.equals(all);
            entries.put(name, new SettingsReader(place, own, own.withFallback(inherited), defaults, known, problems));
        });
        return entries;
    }

    /**
     * A reader for each entry of {@code notify.channels}, by name.
     *
     * @param keys all keys that an entry has, with their defaults
     */
    SortedMap<String, SettingsReader> channels(Config keys) {
        var entries = new TreeMap<String, SettingsReader>();
        var names =
                new DottedNames(NotifySection.CHANNELS, "channel", keys.root().keySet(), problems);
        objects(NotifySection.CHANNELS, "channel").forEach((name, all) -> {
            String place = NotifySection.CHANNELS + "." + Shown.of(name) + ".";
            var own = names.refuse(name, all);
            boolean known = Structure.hasOnlyKnownKeys(own, keys, place, " of a channel", problems) && own.equals(all);
            var config = own.withFallback(keys);
            entries.put(name, new SettingsReader(place, config, config, keys, known, problems));
        });
        return entries;
    }

    private SortedMap<String, Config> objects(String group, String kind) {
        var objects = new TreeMap<String, Config>();
        config.getObject(group).forEach((name, entry) -> {
            if (entry instanceof ConfigObject object) {
                objects.put(name, object.toConfig());
            } else {
                problems.add(Structure.NAMESPACE + "." + group + "." + Shown.of(name) + " ("
                        + entry.origin().description() + "): must be an object that holds a " + kind + "'s settings");
            }
        });
        return objects;
    }

    private static Config without(Config config, String... keys) {
        var rest = config;
        for (String key : keys) {
            rest = rest.withoutPath(key);
        }
        return rest;
    }

    /** The setting with this key, such as {@code ssh.host}; messages show its value. */
    Setting setting(String key) {
        return new Setting(this, key, config, defaults, true);
    }

    /** A setting whose value is never shown. URLs are secret too: they may contain a login or a token. */
    Setting secret(String key) {
        return new Setting(this, key, config, defaults, false);
    }

    /** Records that the value of a setting is invalid. */
    void faulty(String key, String value, String problem) {
        faulty.add(key);
        add(key, value, problem);
    }

    /** Records that two values contradict each other, unless a default has replaced one of them. */
    void problem(String key, String other, String problem) {
        if (!faulty.contains(key) && !faulty.contains(other)) {
            problem(key, problem);
        }
    }

    /** Records that a value, although valid by itself, contradicts another one. */
    void problem(String key, String problem) {
        add(key, "", problem);
    }

    private void add(String key, String value, String problem) {
        sound = false;
        problems.add(named(key) + value + Structure.origin(config, key) + ": " + problem);
    }

    /** Whether no problem has been found here so far, so that all values read are those that the operator set. */
    boolean isSound() {
        return sound;
    }

    /** The key as the operator wrote it: that of the entry, or that of the namespace from which the entry inherits. */
    private String named(String key) {
        return Structure.NAMESPACE + "." + (own.hasPathOrNull(key) ? prefix : "") + key;
    }
}
