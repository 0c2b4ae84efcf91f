package dev.orchestrator.buildcache.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * Run times in cron syntax: the five fields of crontab(5), or a nickname such as {@code @daily}, in one time zone.
 *
 * <p>Clock changes of up to three hours are handled as in cron(8). A job at fixed times runs once for each of them: a
 * skipped time runs as soon as the clocks have gone forward, a repeated time runs only the first time. A wildcard job,
 * whose minute or hour begins with {@code *}, follows real time: it doesn't run for skipped times, and runs both times
 * for repeated ones. After a larger change every job follows the new time.
 *
 * <p>As in cron, a day must match both day fields if one of them begins with {@code *}, otherwise either of them.
 *
 * <p>We parse cron expressions ourselves because the fields are only five bit masks ({@link CronFields}), and no
 * library implements these rules for clock changes. Tests compare it with Spring's {@code CronExpression} and with a
 * cron daemon that looks at the clock every minute.
 */
public final class Cron {
    /** What an expression must be, for error messages. */
    public static final String ALLOWED = CronFields.ALLOWED;

    /** Larger changes are "corrections to the clock or timezone", cron(8). */
    static final Duration LARGEST_CHANGE = Duration.ofHours(3);

    /** After this, no zone has irregular clock changes, so everything repeats every 400 years. */
    private static final Instant REGULAR = Instant.parse("2100-01-01T00:00:00Z");

    private final String expression;
    private final ZoneId zone;
    private final CronFields fields;

    /**
     * @param expression see {@link #ALLOWED}; names and nicknames in any case
     * @throws IllegalArgumentException if it is invalid or never matches in this zone
     */
    public Cron(String expression, ZoneId zone) {
        this.zone = zone;
        this.expression = expression.strip().replaceAll("\\s+", " ");
        fields = CronFields.parse(this.expression);
        if (find(REGULAR).isEmpty()) {
            throw CronFields.refused("it never matches in " + zone);
        }
    }

    /** As given, with white space reduced to single spaces. */
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
     * Steps through the clock changes until it finds a run time.
     *
     * @return empty if there is none within a full calendar cycle
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
            var match = fields.firstAfter(done);
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

    /** The local time after which, strictly, runs continue once the clocks have changed. */
    private LocalDateTime doneAt(ZoneOffsetTransition change) {
        var next = change.getDateTimeAfter();
        return (isCaughtUp(change) ? later(next, change.getDateTimeBefore()) : next).minusNanos(1);
    }

    /** Whether skipped times run late, and repeated times run once. */
    private boolean isCaughtUp(ZoneOffsetTransition change) {
        return !fields.isWildcard() && change.getDuration().abs().compareTo(LARGEST_CHANGE) <= 0;
    }

    private static LocalDateTime later(LocalDateTime a, LocalDateTime b) {
        return a.isAfter(b) ? a : b;
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
