package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Names with dots that were written without quotes. HOCON reads {@code build-01.example.org {}} as an entry {@code
 * build-01} that contains the object {@code example}, so a host of that name would be pruned instead.
 *
 * @param group where the entries are, such as {@code hosts}
 * @param kind what an entry is, such as {@code host}
 * @param settings the names of all that an entry may contain
 */
record DottedNames(String group, String kind, Set<String> settings, Problems problems) {

    /** The entry without the objects that aren't groups of settings; each name that they may be part of is a problem. */
    Config refuse(String name, Config entry) {
        var rest = entry;
        for (var part : parts(entry.root()).entrySet()) {
            String key = ConfigUtil.joinPath(part.getKey());
            for (String whole : names(name + "." + part.getKey(), part.getValue())) {
                problems.add(Structure.NAMESPACE + "." + group + "." + Shown.of(name) + "." + key
                        + Structure.origin(part.getValue()) + ": there is no such setting of a " + kind
                        + "; a name with dots is written in quotes: \"" + Shown.of(whole) + "\"");
            }
            rest = rest.withoutPath(key);
        }
        return rest;
    }

    private List<String> names(String name, ConfigObject object) {
        var parts = parts(object);
        return parts.isEmpty()
                ? List.of(name)
                : parts.entrySet().stream()
                        .flatMap(part -> names(name + "." + part.getKey(), part.getValue()).stream())
                        .toList();
    }

    private Map<String, ConfigObject> parts(ConfigObject object) {
        var parts = new TreeMap<String, ConfigObject>();
        object.forEach((key, value) -> {
            if (value instanceof ConfigObject inner && !settings.contains(key)) {
                parts.put(key, inner);
            }
        });
        return parts;
    }
}
