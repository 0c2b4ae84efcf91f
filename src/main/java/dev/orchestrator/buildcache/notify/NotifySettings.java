package dev.orchestrator.buildcache.notify;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Who receives alerts, and when there are any.
 *
 * @param channels with unique names; none: no alerts are sent
 * @param hosts thresholds by host name; {@link Thresholds#DEFAULT} for hosts that are missing
 */
public record NotifySettings(List<Channel> channels, Map<String, Thresholds> hosts) {

    /** No alerts. */
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
