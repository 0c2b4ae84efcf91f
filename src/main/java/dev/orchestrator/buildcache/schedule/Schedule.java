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
     * When a run that was due then is due after the clock was set back.
     *
     * @param now what the clock says since
     * @param back how far it was set back
     */
    Instant setBack(Instant due, Instant now, Duration back);

    /**
     * How many runs are planned after the one that started at {@code start}, up to {@code end}.
     *
     * @param limit the highest number to count to
     */
    default int plannedBetween(Instant start, Instant end, int limit) {
        int planned = 0;
        for (var next = next(start, 0); planned < limit && !next.isAfter(end); next = next(next, 0)) {
            planned++;
        }
        return planned;
    }

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
        public Instant setBack(Instant due, Instant now, Duration back) {
            return due.minus(back);
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

        /** As cron(8) does: what has run is not repeated after a small change, a large one is followed at once. */
        @Override
        public Instant setBack(Instant due, Instant now, Duration back) {
            return back.compareTo(Cron.LARGEST_CHANGE) <= 0 ? due : cron.next(now);
        }

        @Override
        public String toString() {
            return "at " + cron.expression() + " (" + cron.zone() + ")";
        }
    }
}
