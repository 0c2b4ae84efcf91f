package dev.orchestrator.buildcache.docker;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * Times as Go's {@code Time.String()} prints them, such as {@code 2026-11-26 07:30:15.319068488 +0000 UTC}; the name of
 * the zone, and the monotonic reading that may follow it, say nothing more.
 */
final class GoTime {
    /** Longer than any such text: up to 9 digits of a second, a zone's name, and a monotonic reading. */
    private static final int LONGEST = 100;

    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral(' ')
            .appendOffset("+HHMM", "+0000")
            .toFormatter(Locale.ROOT);

    private GoTime() {}

    /** @return empty if the text is no such time */
    static Optional<Instant> parse(String text) {
        int date = text.indexOf(' ');
        int time = text.indexOf(' ', date + 1);
        int zone = text.indexOf(' ', time + 1);
        if (text.length() > LONGEST || date < 0 || time < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(zone < 0 ? text : text.substring(0, zone), FORM)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
