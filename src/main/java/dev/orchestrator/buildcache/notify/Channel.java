package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A service that receives alerts, and which alerts it receives.
 *
 * @param name for settings and logs
 * @param service where messages are sent
 * @param kinds of alerts to send, at least one
 * @param hosts names of the hosts whose alerts are sent; empty: all
 * @param delivery when and how often messages are sent
 */
public record Channel(String name, Service service, Set<Alert.Kind> kinds, Set<String> hosts, Delivery delivery) {
    public static final String NAME_ALLOWED = "letters, digits, dots, hyphens and underscores, 64 at most";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** @throws IllegalArgumentException if the name is invalid or there is no kind of alert */
    public Channel {
        kinds = Set.copyOf(kinds);
        hosts = Set.copyOf(hosts);
        if (!isName(name)) {
            throw new IllegalArgumentException("not a channel's name: must be " + NAME_ALLOWED);
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("channel " + name + " has no kind of alert");
        }
    }

    /** Every kind of alert about every host, in digests of one minute. */
    public static Channel of(String name, Service service) {
        return new Channel(name, service, Set.of(Alert.Kind.values()), Set.of(), Delivery.inDigests(Delivery.DIGEST));
    }

    /** One message per run that reclaimed enough, sent at once, and no other alerts: what {@code telegram.*} configures. */
    public static Channel reclaimedOnly(String name, Service service) {
        return new Channel(name, service, Set.of(Alert.Kind.RECLAIMED), Set.of(), Delivery.atOnce());
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    boolean isAbout(String host) {
        return hosts.isEmpty() || hosts.contains(host);
    }

    boolean wants(Alert alert) {
        return isAbout(alert.host()) && kinds.contains(alert.kind());
    }

    /** For a log line, without secrets. */
    String summary() {
        return name + " (" + service.type() + ") of "
                + kinds.stream().sorted().map(Alert.Kind::word).collect(Collectors.joining(", "))
                + (hosts.isEmpty() ? " on all hosts" : " on " + sorted(hosts))
                + (delivery.digest().equals(Duration.ZERO)
                        ? ", at once"
                        : ", in digests of " + Seconds.of(delivery.digest()) + " s");
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted(Comparator.naturalOrder()).collect(Collectors.joining(", "));
    }
}
