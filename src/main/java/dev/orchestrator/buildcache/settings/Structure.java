package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Checks the structure of the settings: the groups of {@code reference.conf}, and no unknown keys. */
final class Structure {
    static final String NAMESPACE = "build-cache-pruner";

    private Structure() {}

    /**
     * The namespace of a configuration. A group that is missing, or is something other than a group, is one problem,
     * and the default replaces it.
     */
    static Config namespace(Config root, Config reference, Problems problems) {
        var sound = root;
        for (String group : groups(reference)) {
            if (!isGroup(sound, group)) {
                problems.add(group + origin(sound, group) + ": must be an object that holds settings");
                sound = sound.withoutPath(group).withFallback(reference);
            }
        }
        return sound.getConfig(NAMESPACE);
    }

    /** Whether this path is there, as an object. */
    static boolean isGroup(Config config, String path) {
        return config.hasPath(path) && config.getValue(path).valueType() == ConfigValueType.OBJECT;
    }

    /** The paths of all groups, each before those inside it; groups of named entries are empty in the reference. */
    private static Set<String> groups(Config reference) {
        var groups = new TreeSet<>(
                Set.of(NAMESPACE, NAMESPACE + "." + HostsSection.KEY, NAMESPACE + "." + NotifySection.CHANNELS));
        for (String key : leaves(reference.getObject(NAMESPACE)).keySet()) {
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                groups.add(NAMESPACE + "." + key.substring(0, dot));
            }
        }
        return groups;
    }

    /**
     * Whether all keys are known; each unknown key is a problem, whatever its value: an object may be empty.
     *
     * @param set what the operator set here
     * @param known a configuration with all keys that may be set here
     * @param prefix of the place, such as {@code hosts.build-01.}
     * @param suffix for the message, such as {@code  of a host}
     */
    static boolean hasOnlyKnownKeys(Config set, Config known, String prefix, String suffix, Problems problems) {
        var unknown = leaves(set.root());
        unknown.keySet().removeAll(leaves(known.root()).keySet());
        // An empty group sets nothing; null in place of a group is found where its keys are read.
        unknown.keySet().removeIf(key -> isGroup(known, key));
        // The value isn't shown: it could be a secret with a misspelt key.
        unknown.forEach((key, value) -> problems.add(NAMESPACE + "." + prefix + key + origin(value)
                + ": there is no such setting" + suffix + "; reference.conf lists all"));
        return unknown.isEmpty();
    }

    /** Where the value was set, in parentheses after a space; empty if it wasn't. */
    static String origin(Config config, String key) {
        return config.hasPath(key) ? origin(config.getValue(key)) : "";
    }

    static String origin(ConfigValue value) {
        return " (" + value.origin().description() + ")";
    }

    /** All values by their paths, other than objects that contain something. */
    private static SortedMap<String, ConfigValue> leaves(ConfigObject object) {
        var leaves = new TreeMap<String, ConfigValue>();
        object.forEach((name, value) -> {
            String key = ConfigUtil.joinPath(name);
            if (value instanceof ConfigObject inner && !inner.isEmpty()) {
                leaves(inner).forEach((rest, leaf) -> leaves.put(key + "." + rest, leaf));
            } else {
                leaves.put(key, value);
            }
        });
        return leaves;
    }
}
