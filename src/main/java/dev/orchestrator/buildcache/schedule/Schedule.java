package dev.orchestrator.buildcache.schedule;

import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.time.Instant;

/** When runs are to start. */
public sealed interface Schedule {

    /**
     * The first run.
     *
     * @param now when the host was taken on
     * @param delay so much later than at once, where the schedule leaves that open
     */
    Instant first(Instant now, Duration delay);

    /**
     * The run after one that started then.
     *
     * @param stretch 0 or more: this fraction later than planned, where the schedule leaves that open
     */
    Instant next(Instant lastStart, double stretch);

    /**
     * At once, and then again and again.
     *
     * @param interval least time from one start to the next; {@link #MIN} or more
     */
    record Every(Duration interval) implements Schedule {
        public static final Duration MIN = Duration.ofSeconds(1);

        /** @throws IllegalArgumentException if the interval is too short */
        public Every {
            if (interval.compareTo(MIN) < 0) {
                throw new IllegalArgumentException("an interval of " + interval + " is under 1 s");
            }
        }

        @Override
        public Instant first(Instant now, Duration delay) {
            return now.plus(delay);
        }

        @Override
        public Instant next(Instant lastStart, double stretch) {
            return lastStart.plus(interval).plusMillis((long) (interval.toMillis() * stretch));
        }

        @Override
        public String toString() {
            return "every " + Seconds.of(interval).toPlainString() + " s";
        }
    }

    /** At the times that a cron expression names, and no other. */
    record At(Cron cron) implements Schedule {
        @Override
        public Instant first(Instant now, Duration delay) {
            return cron.next(now);
        }

        @Override
        public Instant next(Instant lastStart, double stretch) {
            return cron.next(lastStart);
        }

        @Override
        public String toString() {
            return "at " + cron.expression() + " (" + cron.zone() + ")";
        }
    }
}
