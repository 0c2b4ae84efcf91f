package dev.orchestrator.buildcache.settings;

import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;

/** Minimum and maximum of a duration, both inclusive. */
record TimeRange(Duration min, Duration max) {
    private static final Duration YEAR = Duration.ofDays(365);

    /** Description of the allowed values, for messages. */
    String allowed() {
        return "a duration of " + inWords(min) + " to " + inWords(max) + ", such as 10s or a number of seconds";
    }

    /**
     * Reads a duration with a unit, or a number of seconds.
     *
     * @throws RuntimeException if it isn't one, or is out of range
     */
    Duration parse(String text) {
        var time = Rules.isNumber(text)
                ? Duration.ofNanos(Rules.number(text).movePointRight(9).longValueExact())
                : ConfigValueFactory.fromAnyRef(text).atKey("it").getDuration("it");
        return Rules.within(time, min, max);
    }

    /** The duration in the largest unit that gives a whole number. */
    private static String inWords(Duration time) {
        if (time.isZero()) {
            return "0 s";
        }
        if (time.toMillis() % 1000 != 0) {
            return time.toMillis() + " ms";
        }
        if (time.toSeconds() % Duration.ofDays(1).toSeconds() != 0) {
            return time.toSeconds() + " s";
        }
        return time.toDays() % YEAR.toDays() == 0
                ? plural(time.toDays() / YEAR.toDays(), "year")
                : plural(time.toDays(), "day");
    }

    private static String plural(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
