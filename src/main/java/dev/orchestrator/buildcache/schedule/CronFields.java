package dev.orchestrator.buildcache.schedule;

import static java.time.temporal.ChronoUnit.MINUTES;

import dev.orchestrator.buildcache.value.OneLine;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The five fields of crontab(5) as bit masks, matched against local times. {@link Cron} handles time zones and
 * clock changes.
 *
 * <p>As in cron, a day must match both day fields if one of them begins with {@code *}, otherwise either of them.
 */
final class CronFields {
    static final String ALLOWED = "five cron fields (minute 0-59, hour 0-23, day of month 1-31, month 1-12 or"
            + " JAN-DEC, day of week 0-7 or SUN-SAT), each *, */n or a list of a, a-b and a-b/n, such as 30 4 * * SUN;"
            + " or @hourly, @daily, @weekly, @monthly, @yearly";

    private static final Map<String, String> NICKNAMES = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    /** Years after which the calendar repeats, including the days of the week. */
    private static final int CALENDAR_CYCLE = 400;

    private final long minutes;
    private final long hours;
    private final long daysOfMonth;
    private final long months;
    private final long daysOfWeek;
    private final boolean wildcard;
    private final boolean bothDays;

    private CronFields(String[] fields) {
        minutes = parse(CronField.MINUTE, fields);
        hours = parse(CronField.HOUR, fields);
        daysOfMonth = parse(CronField.DAY_OF_MONTH, fields);
        months = parse(CronField.MONTH, fields);
        daysOfWeek = parse(CronField.DAY_OF_WEEK, fields);
        wildcard = beginsWithStar(CronField.MINUTE, fields) || beginsWithStar(CronField.HOUR, fields);
        bothDays = beginsWithStar(CronField.DAY_OF_MONTH, fields) || beginsWithStar(CronField.DAY_OF_WEEK, fields);
    }

    /**
     * @param expression see {@link #ALLOWED}; names and nicknames in any case, fields separated by one space
     * @throws IllegalArgumentException if it is invalid
     */
    static CronFields parse(String expression) {
        String[] fields = NICKNAMES
                .getOrDefault(expression.toLowerCase(Locale.ROOT), expression)
                .toUpperCase(Locale.ROOT)
                .split(" ");
        int count = CronField.values().length;
        if (fields.length != count) {
            throw refused("it doesn't have " + count + " fields");
        }
        return new CronFields(fields);
    }

    /** @param why a few words, put before the description of what is allowed */
    static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("not a cron expression (" + why + "): must be " + ALLOWED);
    }

    private static long parse(CronField field, String[] fields) {
        String text = fields[field.ordinal()];
        long values = field.parse(text);
        if (values == 0) {
            throw refused("'" + OneLine.of(text, 40) + "' is not a valid " + field.title());
        }
        return values;
    }

    private static boolean beginsWithStar(CronField field, String[] fields) {
        return fields[field.ordinal()].startsWith("*");
    }

    /** Whether minute or hour begins with {@code *}, which marks a job that repeats during the day. */
    boolean isWildcard() {
        return wildcard;
    }

    /**
     * The first time that matches, strictly after this one.
     *
     * @return empty if no time ever matches, as on 30 February
     */
    Optional<LocalDateTime> firstAfter(LocalDateTime after) {
        var from = after.truncatedTo(MINUTES).plusMinutes(1);
        var today = from.toLocalDate();
        if (matches(today)) {
            var time = firstTime(from.toLocalTime());
            if (time.isPresent()) {
                return time.map(today::atTime);
            }
        }
        var earliest = LocalTime.of(first(hours, 0), first(minutes, 0));
        return firstDate(today.plusDays(1)).map(date -> date.atTime(earliest));
    }

    /** The first matching time of day at or after this one; empty if there is none before midnight. */
    private Optional<LocalTime> firstTime(LocalTime from) {
        if (contains(hours, from.getHour())) {
            int minute = first(minutes, from.getMinute());
            if (minute < Long.SIZE) {
                return Optional.of(LocalTime.of(from.getHour(), minute));
            }
        }
        int hour = first(hours, from.getHour() + 1);
        return hour < Long.SIZE ? Optional.of(LocalTime.of(hour, first(minutes, 0))) : Optional.empty();
    }

    /** The first matching day on or after this one. */
    private Optional<LocalDate> firstDate(LocalDate from) {
        var end = from.plusYears(CALENDAR_CYCLE);
        var date = from;
        while (date.isBefore(end)) {
            if (!contains(months, date.getMonthValue())) {
                date = date.withDayOfMonth(1).plusMonths(1);
            } else if (!matches(date)) {
                date = date.plusDays(1);
            } else {
                return Optional.of(date);
            }
        }
        return Optional.empty();
    }

    private boolean matches(LocalDate date) {
        boolean dayOfMonth = contains(daysOfMonth, date.getDayOfMonth());
        // Sunday is 7 in java.time, bit 0 here.
        boolean dayOfWeek = contains(daysOfWeek, date.getDayOfWeek().getValue() % 7);
        return contains(months, date.getMonthValue()) && (bothDays ? dayOfMonth && dayOfWeek : dayOfMonth || dayOfWeek);
    }

    private static boolean contains(long mask, int value) {
        return (mask >>> value & 1) != 0;
    }

    /** The lowest value in the mask that is at least this; {@link Long#SIZE} if there is none. */
    private static int first(long mask, int from) {
        return Long.numberOfTrailingZeros(mask & -1L << from);
    }
}
