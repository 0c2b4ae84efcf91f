package dev.orchestrator.buildcache.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Cron} against what cron(8) does, minute by minute, on the days on which the clocks change. */
class CronDaemonTest {

    /** Against a daemon that wakes every minute, on the days around changes of the clocks. */
    @Test
    void run_times_equal_those_of_a_daemon_that_checks_every_minute() {
        var random = new Random(20261101);
        var zones = zones();
        int compared = 0;
        for (int i = 0; i < 200; i++) {
            var zone = zones.get(random.nextInt(zones.size()));
            Instant about = Instant.parse("1990-01-01T00:00:00Z").plus(Duration.ofDays(random.nextInt(45 * 365)));
            var change = zone.getRules().nextTransition(about);
            if (change != null) {
                about = change.getInstant();
            }
            var fields =
                    new RandomFields(random, about.minusSeconds(1).atZone(zone).getHour());
            var start = about.minus(Duration.ofMinutes(12 * 60 + random.nextInt(24 * 60)));
            var end = about.plus(Duration.ofHours(18));
            var cron = new Cron(fields.text, zone);
            var runs = new ArrayList<Instant>();
            for (var run = cron.next(start); !run.isAfter(end); run = cron.next(run)) {
                runs.add(run);
            }
            assertThat(runs).as("%s from %s", cron, start).isEqualTo(daemon(fields, zone, start, end));
            compared += runs.size();
        }
        assertThat(compared).isGreaterThan(1_000);
    }

    /** What cron.c does, minute by minute: its virtual clock stops or catches up when the clocks change. */
    private static List<Instant> daemon(RandomFields fields, ZoneId zone, Instant start, Instant end) {
        var runs = new ArrayList<Instant>();
        LocalDateTime virtual = LocalDateTime.ofInstant(start, zone);
        var minute = start;
        while (minute.isBefore(end)) {
            minute = minute.plusSeconds(60);
            var clock = LocalDateTime.ofInstant(minute, zone);
            long jump = Duration.between(virtual, clock).toMinutes();
            boolean due = false;
            if (fields.wildcard || jump == 1 || Math.abs(jump) > 180 + 1) {
                due = fields.match(clock);
                virtual = clock;
            }
            while (virtual.isBefore(clock)) {
                virtual = virtual.plusMinutes(1);
                due |= fields.match(virtual);
            }
            if (due) {
                runs.add(minute);
            }
        }
        return runs;
    }

    private static List<ZoneId> zones() {
        return Stream.of(
                        "UTC",
                        "Europe/Berlin",
                        "America/New_York",
                        "Australia/Lord_Howe",
                        "Africa/Cairo",
                        "Asia/Beirut",
                        "America/Santiago",
                        "America/Havana",
                        "Africa/Casablanca",
                        "Antarctica/Troll",
                        "Antarctica/Casey",
                        "Asia/Kathmandu",
                        "Pacific/Apia")
                .map(ZoneId::of)
                .toList();
    }

    /** An expression, and the same once more as sets of numbers. */
    private static final class RandomFields {
        private static final int[] LOWEST = {0, 0, 1, 1, 0};
        private static final int[] HIGHEST = {59, 23, 31, 12, 7};
        private static final int[] CHANCE_OF_STAR = {1, 2, 8, 9, 8};

        final BitSet[] sets = new BitSet[5];
        final String text;
        final boolean wildcard;
        final boolean bothDays;

        /** @param hour that the expression names more often than others */
        RandomFields(Random random, int hour) {
            var fields = new String[5];
            for (int i = 0; i < 5; i++) {
                sets[i] = new BitSet();
                boolean every = random.nextInt(10) < CHANCE_OF_STAR[i];
                fields[i] = every ? "*" : field(random, i);
                if (every) {
                    sets[i].set(0, 60);
                }
            }
            if (!fields[1].startsWith("*") && random.nextBoolean()) {
                int next = (hour + 1) % 24;
                fields[1] += "," + hour + "," + next;
                sets[1].set(hour);
                sets[1].set(next);
            }
            // Every month has a first day, so that every expression matches.
            if (!fields[2].startsWith("*")) {
                fields[2] += ",1";
                sets[2].set(1);
            }
            text = String.join(" ", fields);
            wildcard = fields[0].startsWith("*") || fields[1].startsWith("*");
            bothDays = fields[2].startsWith("*") || fields[4].startsWith("*");
        }

        private String field(Random random, int index) {
            var parts = new ArrayList<String>();
            do {
                int a = LOWEST[index] + random.nextInt(HIGHEST[index] - LOWEST[index] + 1);
                int b = LOWEST[index] + random.nextInt(HIGHEST[index] - LOWEST[index] + 1);
                int from = Math.min(a, b);
                int to = Math.max(a, b);
                int step = 1;
                switch (random.nextInt(4)) {
                    case 0 -> {
                        parts.add("" + a);
                        from = a;
                        to = a;
                    }
                    case 1 -> parts.add(from + "-" + to);
                    default -> {
                        step = 1 + random.nextInt(HIGHEST[index]);
                        boolean all = random.nextBoolean();
                        parts.add((all ? "*" : from + "-" + to) + "/" + step);
                        from = all ? LOWEST[index] : from;
                        to = all ? HIGHEST[index] : to;
                    }
                }
                for (int value = from; value <= to; value += step) {
                    sets[index].set(index == 4 ? value % 7 : value);
                }
            } while (random.nextInt(3) == 0);
            return String.join(",", parts);
        }

        boolean match(LocalDateTime time) {
            boolean day = sets[2].get(time.getDayOfMonth());
            boolean weekday = sets[4].get(time.getDayOfWeek().getValue() % 7);
            return sets[0].get(time.getMinute())
                    && sets[1].get(time.getHour())
                    && sets[3].get(time.getMonthValue())
                    && (bothDays ? day && weekday : day || weekday);
        }
    }
}
