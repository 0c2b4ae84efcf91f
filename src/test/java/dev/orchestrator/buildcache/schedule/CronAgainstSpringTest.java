package dev.orchestrator.buildcache.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

/**
 * {@link Cron} against Spring's {@link CronExpression}, in UTC, over random expressions that mean the same to both.
 *
 * <p>Four differences are left out of the expressions. Spring requires a day to match both day fields, so here one of
 * them begins with {@code *}. Spring counts {@code *}{@code /2} from Monday, so day of week never has such a step here.
 * Spring reads {@code SUN-SUN} and {@code 7-7} as the whole week, and it accepts {@code 5/10}.
 */
class CronAgainstSpringTest {
    private static final int EXPRESSIONS = 5_000;
    private static final int RUNS = 4;
    private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(60 * 365);

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");
    private static final Pattern WHOLE_WEEK_TO_SPRING = Pattern.compile("(?i)(SUN-SUN|7-SUN|7-7).*");

    private final Random random = new Random(20260401);

    @Test
    void run_times_equal_springs() {
        int never = 0;
        for (int i = 0; i < EXPRESSIONS; i++) {
            String expression = expression();
            var after = EARLIEST.plusSeconds(random.nextLong(SPAN.toSeconds()));
            var expected = springRuns(expression, after);
            assertThat(runs(expression, after))
                    .as("%s after %s", expression, after)
                    .isEqualTo(expected);
            never += expected.isEmpty() ? 1 : 0;
        }
        assertThat(never).as("expressions that never come true").isBetween(2, EXPRESSIONS / 10);
    }

    /** Empty if the expression never matches. */
    private static List<Instant> springRuns(String expression, Instant after) {
        var spring = CronExpression.parse("0 " + expression);
        var start = LocalDateTime.ofInstant(after, ZoneOffset.UTC);
        return Stream.iterate(spring.next(start), time -> time != null, time -> spring.next(time))
                .limit(RUNS)
                .map(time -> time.toInstant(ZoneOffset.UTC))
                .toList();
    }

    private static List<Instant> runs(String expression, Instant after) {
        return cron(expression)
                .map(cron ->
                        Stream.iterate(cron.next(after), cron::next).limit(RUNS).toList())
                .orElse(List.of());
    }

    private static Optional<Cron> cron(String expression) {
        try {
            return Optional.of(new Cron(expression, ZoneOffset.UTC));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("not a cron expression (it never matches in Z)");
            return Optional.empty();
        }
    }

    private String expression() {
        // Ends of months are where days are missing.
        String dayOfMonth = field(random.nextBoolean() ? 1 : 29, 31, List.of(), true);
        String dayOfWeek = random.nextBoolean() ? "*" : field(0, 7, DAYS, false);
        if (!dayOfMonth.startsWith("*") && !dayOfWeek.startsWith("*")) {
            dayOfMonth = random.nextBoolean() ? "*" : "*/" + (1 + random.nextInt(31));
        }
        return String.join(
                " ",
                field(0, 59, List.of(), true),
                field(0, 23, List.of(), true),
                dayOfMonth,
                field(1, 12, MONTHS, true),
                dayOfWeek);
    }

    /** @param stars whether {@code *}{@code /n} means the same to both */
    private String field(int lowest, int highest, List<String> names, boolean stars) {
        if (random.nextInt(5) == 0) {
            return "*";
        }
        return Stream.generate(() -> item(lowest, highest, names, stars))
                .filter(item -> !WHOLE_WEEK_TO_SPRING.matcher(item).matches())
                .limit(1 + random.nextInt(3))
                .collect(Collectors.joining(","));
    }

    private String item(int lowest, int highest, List<String> names, boolean stars) {
        int a = lowest + random.nextInt(highest - lowest + 1);
        int b = lowest + random.nextInt(highest - lowest + 1);
        String range = text(Math.min(a, b), lowest, names) + "-" + text(Math.max(a, b), lowest, names);
        int step = 1 + random.nextInt(highest);
        return switch (random.nextInt(stars ? 5 : 4)) {
            case 0, 1 -> text(a, lowest, names);
            case 2 -> range;
            case 3 -> range + "/" + step;
            default -> "*/" + step;
        };
    }

    /** The value as a number, or at times as a name in any case. */
    private String text(int value, int lowest, List<String> names) {
        int index = value - lowest;
        if (index >= names.size() || random.nextBoolean()) {
            return String.valueOf(value);
        }
        String name = names.get(index);
        return random.nextBoolean() ? name : name.toLowerCase(Locale.ROOT);
    }
}
