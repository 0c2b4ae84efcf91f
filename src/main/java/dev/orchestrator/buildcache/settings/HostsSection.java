package dev.orchestrator.buildcache.settings;

import static java.util.stream.Collectors.joining;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.ssh.Destination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The hosts: the entries of {@code hosts}, or the single host of the top-level settings. */
final class HostsSection {
    static final String KEY = "hosts";

    private static final String[] SET_ONCE_FOR_ALL = {"fleet", "http", "telegram", "notify"};
    private static final String NAME_ALLOWED =
            "up to 63 letters, digits, dots, hyphens and underscores, starting with a letter or digit";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private HostsSection() {}

    /** One host or more, ordered by name. */
    static List<HostSettings> read(SettingsReader read) {
        var single = HostSettings.single(read);
        var entries = read.hosts(SET_ONCE_FOR_ALL);
        if (entries.isEmpty()) {
            return List.of(single);
        }
        var hosts = new ArrayList<HostSettings>();
        var reached = new HashMap<Destination, PrunerSettings>();
        entries.forEach((name, entry) -> {
            boolean isValid = NAME.matcher(name).matches();
            if (!isValid) {
                var why = new NotAllowed(String.join(", ", HostHint.hints(name)));
                read.problem(KEY, "a host is named \"" + Shown.of(name) + "\": " + why.problem(NAME_ALLOWED));
            }
            var host = HostSettings.named(entry, name, isValid);
            hosts.add(host);
            // Where a default replaced a bad value, two different hosts could look the same.
            if (entry.isSound()) {
                refuseSame(read, host.pruner(), reached);
            }
        });
        if (single.pruner().target().isPresent()) {
            read.problem("ssh.host", "set either ssh.host, for one host, or hosts, for several");
        }
        return hosts;
    }

    /** @param reached the earlier hosts by what ssh reaches */
    private static void refuseSame(SettingsReader read, PrunerSettings host, Map<Destination, PrunerSettings> reached) {
        var other = host.target().map(target -> reached.putIfAbsent(Destination.of(target), host));
        other.ifPresent(first -> read.problem(
                KEY,
                first.name() + " and " + host.name() + " are the same host: "
                        + Stream.of(first, host)
                                .map(HostsSection::way)
                                .distinct()
                                .collect(joining(" and "))));
    }

    /** The host as it is written in the settings. */
    private static String way(PrunerSettings host) {
        var target = host.target().orElseThrow();
        return target.destination()
                + target.port().map(port -> ", port " + port).orElse("");
    }
}
