package dev.orchestrator.buildcache.notify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What goes out as one message.
 *
 * @param notices most urgent first, and in the order in which they came
 * @param more how many others came that are not kept
 */
public record Digest(List<Notice> notices, int more) {
    static final Digest EMPTY = new Digest(List.of(), 0);

    /** So many of each kind are kept: a message of all kinds is then some 500 kB of JSON at most. */
    static final int LIMIT = 250;

    public Digest {
        notices = notices.stream().sorted(Comparator.comparing(Notice::event)).toList();
    }

    /** This and one more. */
    Digest with(Notice notice) {
        long same = notices.stream().filter(n -> n.event() == notice.event()).count();
        if (same >= LIMIT) {
            return new Digest(notices, more + 1);
        }
        var all = new ArrayList<>(notices);
        all.add(notice);
        return new Digest(all, more);
    }

    boolean isEmpty() {
        return notices.isEmpty();
    }

    int size() {
        return notices.size() + more;
    }

    /** For a log line, such as {@code 2 failing, 1 recovered}. */
    String summary() {
        var counts = new EnumMap<Event, Integer>(Event.class);
        notices.forEach(notice -> counts.merge(notice.event(), 1, Integer::sum));
        String kept = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().word())
                .collect(Collectors.joining(", "));
        return more == 0 ? kept : kept + ", " + more + " more";
    }

    /**
     * A line for each; what doesn't fit is counted in the last line.
     *
     * @param limit the most characters to return, more than 100
     * @param line the text of a notice
     */
    String text(int limit, Function<Notice, String> line) {
        var lines = notices.stream().map(line).toList();
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
