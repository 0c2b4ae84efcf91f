package dev.orchestrator.buildcache.cache;

/**
 * A part of the cache.
 *
 * @param records how many records it has
 * @param amount their sizes together
 */
public record Share(int records, Amount amount) {
    public static final Share NONE = new Share(0, Amount.NONE);

    public Share plus(Share other) {
        return new Share(records + other.records, amount.plus(other.amount));
    }
}
