package dev.orchestrator.buildcache.cache;

import dev.orchestrator.buildcache.value.ByteSize;

/**
 * A size as a listing tells it: Docker prints three digits, so it is known only within an error.
 *
 * @param size the figure as printed, or a sum of such figures
 * @param error how far the true size may be from it, in bytes, either way; 0 or more
 */
public record Amount(ByteSize size, long error) {
    public static final Amount NONE = new Amount(ByteSize.ZERO, 0);

    public Amount {
        if (error < 0) {
            throw new IllegalArgumentException("an error of " + error + " bytes is negative");
        }
    }

    /**
     * A figure printed with three digits (docker/go-units, {@code HumanSizeWithPrecision(size, 3)}). Below 1000 bytes it
     * is exact; above, it may be off by half of its third digit. Trailing zeros are not printed, so the number of digits
     * that are there says nothing.
     */
    public static Amount ofThreeDigits(ByteSize printed) {
        long digit = 1;
        for (long rest = printed.bytes(); rest >= 1000; rest /= 10) {
            digit *= 10;
        }
        return new Amount(printed, digit / 2);
    }

    /** What is in this sum beyond another one that it contains. */
    public Amount minus(Amount contained) {
        return new Amount(
                new ByteSize(Math.max(0, size.bytes() - contained.size.bytes())), Math.max(0, error - contained.error));
    }

    public Amount plus(Amount other) {
        return new Amount(size.plus(other.size), error + other.error);
    }
}
