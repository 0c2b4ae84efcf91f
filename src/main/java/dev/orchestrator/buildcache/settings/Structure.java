package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
        for (String key : keys(reference.getConfig(NAMESPACE))) {
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                groups.add(NAMESPACE + "." + key.substring(0, dot));
            }
        }
        return groups;
    }

    /**
     * Whether all keys are known; each unknown key is a problem.
     *
     * @param set what the operator set here
     * @param known a configuration with all keys that may be set here
     * @param prefix of the place, such as {@code hosts.build-01.}
     * @param suffix for the message, such as {@code  of a host}
     */
    static boolean hasOnlyKnownKeys(Config set, Config known, String prefix, String suffix, Problems problems) {
        var unknown = keys(set);
        unknown.removeAll(keys(known));
        for (String key : unknown) {
            // The value isn't shown: it could be a secret with a misspelt key.
            problems.add(NAMESPACE + "." + prefix + key + origin(set, key) + ": there is no such setting" + suffix
                    + "; reference.conf lists all");
        }
        return unknown.isEmpty();
    }

    /** Where the value was set, in parentheses after a space; empty if it wasn't. */
    static String origin(Config config, String key) {
        return config.hasPath(key) ? " (" + config.getValue(key).origin().description() + ")" : "";
    }

    private static Set<String> keys(Config config) {
        return config.entrySet().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}
