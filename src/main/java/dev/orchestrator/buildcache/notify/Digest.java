package dev.orchestrator.buildcache.notify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The alerts of one message.
 *
 * @param alerts most urgent kind first, then oldest first
 * @param more how many further alerts were dropped because of the limit
 */
public record Digest(List<Alert> alerts, int more) {
    static final Digest EMPTY = new Digest(List.of(), 0);

    /** Most alerts of each kind. Keeps a message of all kinds below some 500 kB of JSON. */
    static final int LIMIT = 250;

    public Digest {
        alerts = alerts.stream().sorted(Comparator.comparing(Alert::kind)).toList();
    }

    /** This digest plus one alert. */
    Digest with(Alert alert) {
        long same = alerts.stream().filter(kept -> kept.kind() == alert.kind()).count();
        if (same >= LIMIT) {
            return new Digest(alerts, more + 1);
        }
        var all = new ArrayList<>(alerts);
        all.add(alert);
        return new Digest(all, more);
    }

    boolean isEmpty() {
        return alerts.isEmpty();
    }

    int size() {
        return alerts.size() + more;
    }

    /** For a log line, such as {@code 2 failing, 1 recovered}. */
    String summary() {
        var counts = new EnumMap<Alert.Kind, Integer>(Alert.Kind.class);
        alerts.forEach(alert -> counts.merge(alert.kind(), 1, Integer::sum));
        String kept = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().word())
                .collect(Collectors.joining(", "));
        return more == 0 ? kept : kept + ", " + more + " more";
    }

    /**
     * One line per alert. The last line counts those that don't fit.
     *
     * @param limit the most characters to return, more than 100
     * @param line the text of an alert
     */
    String text(int limit, Function<Alert, String> line) {
        var lines = alerts.stream().map(line).toList();
        String whole = String.join("\n", lines);
        if (more == 0 && whole.length() <= limit) {
            return whole;
        }
        var text = new StringBuilder(cut(lines.get(0), limit - andMore(size()).length()));
        int shown = 1;
        while (shown < lines.size() && fits(text, lines.get(shown), limit)) {
            text.append('\n').append(lines.get(shown));
            shown++;
        }
        return shown == size()
                ? text.toString()
                : text.append(andMore(size() - shown)).toString();
    }

    private boolean fits(StringBuilder text, String line, int limit) {
        return text.length() + 1 + line.length() + andMore(size()).length() <= limit;
    }

    private static String andMore(int count) {
        return "\n… and " + count + " more";
    }

    private static String cut(String line, int limit) {
        if (line.length() <= limit) {
            return line;
        }
        int end = limit - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
