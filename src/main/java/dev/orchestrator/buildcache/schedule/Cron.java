package dev.orchestrator.buildcache.schedule;

import static java.time.temporal.ChronoUnit.MINUTES;

import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.orchestrator.buildcache.value.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Run times as cron has them: the five fields of crontab(5), or a nickname such as {@code @daily}, on the clocks of one
 * time zone.
 *
 * <p>When the clocks change by up to three hours, it does what cron(8) does. A job at fixed times runs once for each: a
 * time that is skipped runs as soon as the clocks have gone forward, a time that comes twice runs the first time only.
 * A wildcard job, one whose minute or hour begins with {@code *}, goes by real time: nothing for what is skipped, and
 * both times for what comes twice. After a larger change every job goes by the new time.
 *
 * <p>As in cron, a day has to match both day fields if one of them begins with {@code *}, or else either of them.
 *
 * <p>The fields are read and matched by cron-utils, on a time line without a zone: its own handling of zones differs
 * from cron's (its issues 213 and 446).
 */
public final class Cron {
    public static final String ALLOWED = "five cron fields (minute 0-59, hour 0-23, day of month 1-31, month 1-12 or"
            + " JAN-DEC, day of week 0-7 or SUN-SAT), each *, */n or a list of a, a-b and a-b/n, such as 30 4 * * SUN;"
            + " or @hourly, @daily, @weekly, @monthly, @yearly";

    private static final List<String> FIELDS = List.of("minute", "hour", "day of month", "month", "day of week");

    /** Stricter than cron-utils. Of {@code 5/10} some crons make 5, others 5-59/10; so it is refused. */
    private static final Pattern FIELD = Pattern.compile("PART(?:,PART)*+"
            .replace("PART", "(?:(?:\\*|VALUE-VALUE)(?:/\\d{1,9})?|VALUE)")
            .replace("VALUE", "(?:\\d{1,9}|[A-Z]{3})"));

    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private static final Map<String, String> NICKNAMES = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    /** The larger changes are "corrections to the clock or timezone", cron(8). */
    private static final Duration LARGEST_CHANGE = Duration.ofHours(3);

    /** From here on no zone has irregular changes of its clocks, so that everything repeats every 400 years. */
    private static final Instant REGULAR = Instant.parse("2100-01-01T00:00:00Z");

    private final String expression;
    private final ZoneId zone;
    private final boolean fixed;
    private final ExecutionTime times;

    /**
     * @param expression what {@link #ALLOWED} says; names and nicknames in any case
     * @throws IllegalArgumentException if it is anything else, or never comes true in this zone
     */
    public Cron(String expression, ZoneId zone) {
        this.zone = zone;
        this.expression = expression.strip().replaceAll("\\s+", " ");
        String[] fields = NICKNAMES
                .getOrDefault(this.expression.toLowerCase(Locale.ROOT), this.expression)
                .toUpperCase(Locale.ROOT)
                .split(" ");
        if (fields.length != FIELDS.size()) {
            throw refused("it has not " + FIELDS.size() + " fields");
        }
        for (int i = 0; i < fields.length; i++) {
            check(i, fields[i]);
        }
        fields[4] = daysAsNumbers(fields[4]);
        fixed = !fields[0].startsWith("*") && !fields[1].startsWith("*");
        boolean bothDays = fields[2].startsWith("*") || fields[4].startsWith("*");
        times = times(String.join(" ", fields), bothDays);
        if (find(REGULAR).isEmpty()) {
            throw refused("it never comes true in " + zone);
        }
    }

    /** As it was written, but for white space. */
    public String expression() {
        return expression;
    }

    public ZoneId zone() {
        return zone;
    }

    /** The first run time strictly after this instant. */
    public Instant next(Instant after) {
        return find(after).orElseThrow();
    }

    /**
     * Goes from one change of the clocks to the next until there is a run.
     *
     * @return empty if there is none within a whole cycle of the calendar
     */
    private Optional<Instant> find(Instant after) {
        var rules = zone.getRules();
        var offset = rules.getOffset(after);
        var done = LocalDateTime.ofInstant(after, offset);
        int lastYear = Math.max(done.getYear(), REGULAR.atZone(zone).getYear()) + 400;
        var change = rules.previousTransition(after.plusNanos(1));
        if (change != null) {
            done = later(done, doneAt(change));
        }
        change = rules.nextTransition(after);
        while (true) {
            var match = firstMatch(done);
            if (match.isEmpty() || match.get().getYear() > lastYear) {
                return Optional.empty();
            }
            var time = match.get();
            if (change == null || time.isBefore(change.getDateTimeBefore())) {
                return Optional.of(time.toInstant(offset));
            }
            if (isCaughtUp(change) && time.isBefore(change.getDateTimeAfter())) {
                return Optional.of(change.getInstant());
            }
            done = doneAt(change);
            offset = change.getOffsetAfter();
            change = rules.nextTransition(change.getInstant());
        }
    }

    /** Once the clocks have changed, the runs go on strictly after this local time. */
    private LocalDateTime doneAt(ZoneOffsetTransition change) {
        var next = change.getDateTimeAfter();
        return (isCaughtUp(change) ? later(next, change.getDateTimeBefore()) : next).minusNanos(1);
    }

    /** Whether what the clocks skip is made up for, and what they repeat is left out. */
    private boolean isCaughtUp(ZoneOffsetTransition change) {
        return fixed && change.getDuration().abs().compareTo(LARGEST_CHANGE) <= 0;
    }

    /** The first local time that matches the fields, strictly after this one. */
    private Optional<LocalDateTime> firstMatch(LocalDateTime after) {
        // From the last second of the minute, since cron-utils goes on second by second, which is slow.
        var asked = after.truncatedTo(MINUTES).plusSeconds(59);
        return times.nextExecution(asked.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    private static LocalDateTime later(LocalDateTime a, LocalDateTime b) {
        return a.isAfter(b) ? a : b;
    }

    private void check(int index, String field) {
        String[] alone = {"*", "*", "*", "*", "*"};
        alone[index] = index == 4 ? daysAsNumbers(field) : field;
        try {
            if (FIELD.matcher(field).matches()) {
                times(String.join(" ", alone), true);
                return;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: what cron-utils says doesn't name the field.
        }
        throw refused("'" + OneLine.of(field, 40) + "' is no " + FIELDS.get(index));
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("not a cron expression (" + why + "): must be " + ALLOWED);
    }

    /** Sunday is 0, but 7 where a range ends with it; cron-utils only knows it as 7. */
    private static String daysAsNumbers(String field) {
        String numbers = field.replaceAll("(?<!SUN)-SUN", "-7");
        for (String day : DAYS) {
            numbers = numbers.replace(day, String.valueOf(DAYS.indexOf(day)));
        }
        return numbers;
    }

    private static ExecutionTime times(String fields, boolean bothDays) {
        var definition = CronDefinitionBuilder.defineCron()
                .withMinutes()
                .withStrictRange()
                .and()
                .withHours()
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withStrictRange()
                .and()
                .withMonth()
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withStrictRange()
                .and();
        if (bothDays) {
            definition.matchDayOfWeekAndDayOfMonth();
        }
        return ExecutionTime.forCron(new CronParser(definition.instance()).parse(fields));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && expression.equals(cron.expression) && zone.equals(cron.zone);
    }

    @Override
    public int hashCode() {
        return 31 * expression.hashCode() + zone.hashCode();
    }

    @Override
    public String toString() {
        return expression + " " + zone;
    }
}
