package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A way to some people, and what they want to know.
 *
 * @param name for settings and logs
 * @param service who passes messages on
 * @param events of which they want to know, at least one
 * @param hosts about which they want to know; empty: all
 * @param delivery how messages go out
 */
public record Channel(String name, Service service, Set<Event> events, Set<String> hosts, Delivery delivery) {
    public static final String NAME_ALLOWED = "letters, digits, dots, hyphens and underscores, 64 at most";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** @throws IllegalArgumentException if the name can't be used, or no event is wanted */
    public Channel {
        events = Set.copyOf(events);
        hosts = Set.copyOf(hosts);
        if (!isName(name)) {
            throw new IllegalArgumentException("not a channel's name: must be " + NAME_ALLOWED);
        }
        if (events.isEmpty()) {
            throw new IllegalArgumentException("channel " + name + " wants no event");
        }
    }

    /** Of every event and every host, in digests of a minute. */
    public static Channel of(String name, Service service) {
        return new Channel(name, service, Set.of(Event.values()), Set.of(), Delivery.inDigests(Delivery.DIGEST));
    }

    /** A message at once for each run that reclaimed enough, and nothing else: what {@code telegram.*} alone asks for. */
    public static Channel reclaimedOnly(String name, Service service) {
        return new Channel(name, service, Set.of(Event.RECLAIMED), Set.of(), Delivery.atOnce());
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    List<Notice> wanted(List<Notice> notices) {
        return notices.stream()
                .filter(notice -> events.contains(notice.event()))
                .filter(notice -> hosts.isEmpty() || hosts.contains(notice.host()))
                .toList();
    }

    /** For a log line; there is nothing secret in it. */
    String summary() {
        return name + " (" + service.type() + ") of "
                + events.stream().sorted().map(Event::word).collect(Collectors.joining(", "))
                + (hosts.isEmpty() ? " on all hosts" : " on " + sorted(hosts))
                + (delivery.digest().equals(Duration.ZERO)
                        ? ", at once"
                        : ", in digests of " + Seconds.of(delivery.digest()) + " s");
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted(Comparator.naturalOrder()).collect(Collectors.joining(", "));
    }
}
