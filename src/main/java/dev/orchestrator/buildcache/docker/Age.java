package dev.orchestrator.buildcache.docker;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The age in {@code until=<age>}: build cache last used longer ago than this is removed. A Go duration greater than zero, as
 * Docker's daemon (all versions) and buildx parse it.
 *
 * <p>Zero and negative ages are refused because Docker takes them: on engines before 24.0, {@code until=0} turns the
 * age filter off and a negative one puts the limit into the future, so that everything would be removed.
 */
public record Age(String text) {
    public static final String ALLOWED = "a positive Go duration such as 24h, 1h30m or 90m, or days such as 7d";

    /** More than enough for each unit once, with all its digits. */
    private static final int MAX_LENGTH = 300;

    private static final Pattern PART = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)(d|h|ms|m|s|us|ns)");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "d", new BigDecimal("86400e9"),
            "h", new BigDecimal("3600e9"),
            "m", new BigDecimal("60e9"),
            "s", new BigDecimal("1e9"),
            "ms", new BigDecimal("1e6"),
            "us", new BigDecimal("1e3"),
            "ns", BigDecimal.ONE);

    /**
     * @param text a Go duration without a sign; a part in days ({@code d}), which Go doesn't know, is turned into hours
     * @throws IllegalArgumentException if it isn't one, isn't greater than zero, is longer than Go can hold (about 292
     *     years), or has more than 300 characters
     */
    public Age {
        require(text.length() <= MAX_LENGTH);
        var nanos = BigDecimal.ZERO;
        var hours = BigDecimal.ZERO;
        var rest = new StringBuilder();
        // Part by part: a repeated group in the pattern would take a stack frame for each.
        var part = PART.matcher(text);
        int end = 0;
        while (part.find()) {
            require(part.start() == end);
            end = part.end();
            var number = new BigDecimal(part.group(1));
            nanos = nanos.add(nanos(part));
            switch (part.group(2)) {
                case "d" -> hours = hours.add(number.multiply(BigDecimal.valueOf(24)));
                case "h" -> hours = hours.add(number);
                default -> rest.append(part.group());
            }
        }
        require(end > 0 && end == text.length());
        if (nanos.compareTo(BigDecimal.ONE) < 0 || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("out of range: must be " + ALLOWED + ", at most about 292 years");
        }
        if (text.contains("d")) {
            text = hours.stripTrailingZeros().toPlainString() + "h" + rest;
        }
    }

    /** As Go does it: what is left of a nanosecond in each part is lost, so that 0.5ns0.5ns is zero. */
    private static BigDecimal nanos(MatchResult part) {
        return new BigDecimal(part.group(1)).multiply(NANOS.get(part.group(2))).setScale(0, RoundingMode.FLOOR);
    }

    /** How long it is. */
    public Duration duration() {
        long nanos = PART.matcher(text)
                .results()
                .map(Age::nanos)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .longValueExact();
        return Duration.ofNanos(nanos);
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException("not an age: must be " + ALLOWED);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
