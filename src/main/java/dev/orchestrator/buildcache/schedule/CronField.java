package dev.orchestrator.buildcache.schedule;

import java.util.List;
import java.util.regex.Pattern;

/** One of the five fields of crontab(5): its range, its names, and its parser. */
enum CronField {
    MINUTE("minute", 0, 59),
    HOUR("hour", 0, 23),
    DAY_OF_MONTH("day of month", 1, 31),
    MONTH("month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
    /** Both 0 and 7 are Sunday. */
    DAY_OF_WEEK("day of week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /** One item of a list. {@code 5/10} is rejected because some crons read it as 5, others as 5-59/10. */
    private static final Pattern ITEM =
            Pattern.compile("(?:\\*|(?<from>VALUE)-(?<to>VALUE))(?:/(?<step>\\d{1,9}))?|(?<only>VALUE)"
                    .replace("VALUE", "(?:\\d{1,9}|[A-Z]{3})"));

    private static final int SUNDAY = 0;
    private static final int SUNDAY_AS_LAST = 7;

    private final String title;
    private final int lowest;
    private final int highest;
    private final List<String> names;

    CronField(String title, int lowest, int highest, String... names) {
        this.title = title;
        this.lowest = lowest;
        this.highest = highest;
        this.names = List.of(names);
    }

    /** The name used in error messages. */
    String title() {
        return title;
    }

    /**
     * @param text in upper case
     * @return the values as a bit mask, bit 0 for the value 0; Sunday is bit 0 only. No bits if the text is not valid
     */
    long parse(String text) {
        long values = 0;
        for (String item : text.split(",", -1)) {
            long some = parseItem(item);
            if (some == 0) {
                return 0;
            }
            values |= some;
        }
        return values;
    }

    private long parseItem(String text) {
        var item = ITEM.matcher(text);
        if (!item.matches()) {
            return 0;
        }
        int from = lowest;
        int to = highest;
        if (item.group("only") != null) {
            from = value(item.group("only"));
            to = from;
        } else if (item.group("from") != null) {
            from = value(item.group("from"));
            to = lastValue(item.group("to"), item.group("from"));
        }
        int step = item.group("step") == null ? 1 : Integer.parseInt(item.group("step"));
        boolean valid = lowest <= from && from <= to && to <= highest && 1 <= step && step <= highest;
        return valid ? mask(from, to, step) : 0;
    }

    /** The end of a range. SAT-SUN ends with Sunday as 7, but SUN-SUN is one day. */
    private int lastValue(String text, String from) {
        int value = value(text);
        boolean sunday = this == DAY_OF_WEEK && text.equals("SUN") && !from.equals("SUN");
        return sunday ? SUNDAY_AS_LAST : value;
    }

    /** Returns a value out of range for invalid text, such as -1 for an unknown name. */
    private int value(String text) {
        if (Character.isDigit(text.charAt(0))) {
            return Integer.parseInt(text);
        }
        int index = names.indexOf(text);
        return index < 0 ? -1 : lowest + index;
    }

    private long mask(int from, int to, int step) {
        long mask = 0;
        for (int value = from; value <= to; value += step) {
            mask |= 1L << (this == DAY_OF_WEEK && value == SUNDAY_AS_LAST ? SUNDAY : value);
        }
        return mask;
    }
}
