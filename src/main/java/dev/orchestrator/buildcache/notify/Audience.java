package dev.orchestrator.buildcache.notify;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The people behind one channel: what they know about each host, and which news is on its way to them.
 *
 * <p>What they know changes when an alert is delivered. Until that is certain, they get no other news about the same host:
 * nobody hears of a recovery from a failure that they never heard of.
 */
final class Audience {
    private final Channel channel;

    /** By host; a host without an entry is {@link Knowledge#NONE}. */
    private final Map<String, Knowledge> known = new HashMap<>();

    private final Map<String, Alert> onItsWay = new HashMap<>();

    /** Hosts whose news was not delivered, and not yet sent again. */
    private final Set<String> owed = new LinkedHashSet<>();

    Audience(Channel channel) {
        this.channel = channel;
    }

    /** The news about a host that is to be sent now, if there is any. */
    Optional<Alert> news(String host, Watch watch, Thresholds thresholds) {
        if (!channel.isAbout(host) || onItsWay.containsKey(host)) {
            return Optional.empty();
        }
        owed.remove(host);
        var news = knowledge(host).news(watch, thresholds);
        // Who doesn't want to be told of a failure still may want to be told of the recovery.
        news.filter(alert -> !channel.wants(alert)).ifPresent(this::learn);
        var wanted = news.filter(channel::wants);
        wanted.ifPresent(alert -> onItsWay.put(host, alert));
        return wanted;
    }

    /** @return the hosts about which there may be news now: these, and those that are owed since the channel broke */
    Set<String> delivered(List<Alert> alerts) {
        var hosts = new LinkedHashSet<>(owed);
        for (var alert : alerts) {
            if (onItsWay.remove(alert.host(), alert)) {
                learn(alert);
                hosts.add(alert.host());
            }
        }
        return hosts;
    }

    void dropped(List<Alert> alerts) {
        for (var alert : alerts) {
            if (onItsWay.remove(alert.host(), alert)) {
                owed.add(alert.host());
            }
        }
    }

    Knowledge knowledge(String host) {
        return known.getOrDefault(host, Knowledge.NONE);
    }

    private void learn(Alert alert) {
        var next = knowledge(alert.host()).after(alert);
        if (next.equals(Knowledge.NONE)) {
            known.remove(alert.host());
        } else {
            known.put(alert.host(), next);
        }
    }
}
