package dev.orchestrator.buildcache.notify;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Whom to tell, and what is worth telling.
 *
 * @param channels each with a name of its own; none: nobody is told
 * @param hosts from when on something is worth telling, by the host's name; {@link Thresholds#DEFAULT} for any other
 */
public record NotifySettings(List<Channel> channels, Map<String, Thresholds> hosts) {

    /** Nobody is told of anything. */
    public static final NotifySettings NONE = new NotifySettings(List.of(), Map.of());

    /** @throws IllegalArgumentException if two channels have the same name */
    public NotifySettings {
        channels = List.copyOf(channels);
        hosts = Map.copyOf(hosts);
        var names = new HashSet<String>();
        for (var channel : channels) {
            if (!names.add(channel.name())) {
                throw new IllegalArgumentException("two channels are named " + channel.name());
            }
        }
    }

    Thresholds thresholds(String host) {
        return hosts.getOrDefault(host, Thresholds.DEFAULT);
    }
}
