package dev.orchestrator.buildcache.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An amount of bytes.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {
    public static final ByteSize ZERO = new ByteSize(0);

    private static final BigDecimal GB = BigDecimal.valueOf(1L << 30);

    /**
     * The forms that Docker, buildx and their unit libraries (docker/go-units, tonistiigi/units) print: up to PB in
     * powers of 1000, up to PiB in powers of 1024, with an exponent where Go's {@code %.4g} needs one. The exabyte and
     * more are left out on purpose: Docker prints them only for a negative figure that wrapped around.
     */
    private static final Pattern PRINTED =
            Pattern.compile("(\\d+(?:\\.\\d+)?(?:e\\+\\d{2})?) ?([kmgtp]?i?b)", Pattern.CASE_INSENSITIVE);

    private static final Map<Character, Integer> POWERS = Map.of('k', 1, 'm', 2, 'g', 3, 't', 4, 'p', 5);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes is negative");
        }
    }

    /**
     * Reads a figure as Docker prints it, such as {@code 2.3GB}, {@code 264B} or {@code 1.5GiB}, in any case, by exact
     * decimal arithmetic; what is left of a byte is rounded half up.
     *
     * @return empty if the text is anything else, or more than {@link Long#MAX_VALUE} bytes
     */
    public static Optional<ByteSize> parse(String text) {
        var figure = PRINTED.matcher(text);
        if (!figure.matches()) {
            return Optional.empty();
        }
        String unit = figure.group(2).toLowerCase(Locale.ROOT);
        if (unit.equals("ib")) {
            return Optional.empty();
        }
        int power = POWERS.getOrDefault(unit.charAt(0), 0);
        var base = BigDecimal.valueOf(unit.contains("i") ? 1024 : 1000);
        var bytes = new BigDecimal(figure.group(1)).multiply(base.pow(power)).setScale(0, RoundingMode.HALF_UP);
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Optional.empty()
                : Optional.of(new ByteSize(bytes.longValueExact()));
    }

    /** The sum, at most {@link Long#MAX_VALUE} bytes. */
    public ByteSize plus(ByteSize other) {
        long sum = bytes + other.bytes;
        return new ByteSize(sum < 0 ? Long.MAX_VALUE : sum);
    }

    /** The size for people, such as {@code 1.85 GB}: bytes / 1024³ with two decimals. */
    public String inGb() {
        return BigDecimal.valueOf(bytes).divide(GB, 2, RoundingMode.HALF_UP) + " GB";
    }
}
