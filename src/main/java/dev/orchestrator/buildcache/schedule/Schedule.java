package dev.orchestrator.buildcache.schedule;

import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.time.Instant;

/** When runs start. */
public sealed interface Schedule {

    /**
     * Start of the first run.
     *
     * @param now when the host was added
     * @param delay added by an interval; ignored by a cron schedule
     */
    Instant first(Instant now, Duration delay);

    /**
     * Start of the run after the one that started at {@code lastStart}.
     *
     * @param jitter 0 or more: the fraction by which an interval is extended; ignored by a cron schedule
     */
    Instant next(Instant lastStart, double jitter);

    /**
     * Immediately, and then at this interval.
     *
     * @param interval minimum time from one start to the next, at least {@link #MIN}
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
        public Instant next(Instant lastStart, double jitter) {
            return lastStart.plus(interval).plusMillis((long) (interval.toMillis() * jitter));
        }

        @Override
        public String toString() {
            return "every " + Seconds.of(interval).toPlainString() + " s";
        }
    }

    /** Only at the times of a cron expression. */
    record At(Cron cron) implements Schedule {
        @Override
        public Instant first(Instant now, Duration delay) {
            return cron.next(now);
        }

        @Override
        public Instant next(Instant lastStart, double jitter) {
            return cron.next(lastStart);
        }

        @Override
        public String toString() {
            return "at " + cron.expression() + " (" + cron.zone() + ")";
        }
    }
}
