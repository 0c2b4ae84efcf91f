package dev.orchestrator.buildcache.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
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

    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

    /**
     * The forms that Docker, buildx and their unit libraries (docker/go-units, tonistiigi/units) print: up to PB in
     * powers of 1000, up to PiB in powers of 1024, with an exponent where Go's {@code %.4g} needs one. Exabytes and
     * above are excluded on purpose: Docker prints them only for a negative number that wrapped around.
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
     * decimal arithmetic, rounded half up to whole bytes.
     *
     * @return empty if the text has another form, or is more than {@link Long#MAX_VALUE} bytes
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

    /**
     * The size for display, as Docker prints it (docker/go-units, {@code HumanSize}), plus a space and separators:
     * powers of 1000 and four digits, such as {@code 1.986 GB}, {@code 43.83 GB} or {@code 12,346 TB}.
     */
    public String human() {
        int power = 0;
        var unit = BigDecimal.ONE;
        while (power < UNITS.size() - 1 && bytes >= 1000 * unit.longValueExact()) {
            unit = unit.multiply(THOUSAND);
            power++;
        }
        var figure = BigDecimal.valueOf(bytes).divide(unit);
        int digits = Math.max(4, figure.precision() - figure.scale());
        var rounded = figure.round(new MathContext(digits, RoundingMode.HALF_UP));
        var format = new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
        return format.format(rounded) + " " + UNITS.get(power);
    }

    /** The format of {@code /queue}: bytes / 1024³ with two decimals, and the letters GB, such as {@code 1.85 GB}. */
    public String inGb() {
        return BigDecimal.valueOf(bytes).divide(GIB, 2, RoundingMode.HALF_UP) + " GB";
    }
}
