package dev.orchestrator.buildcache.cache;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a prune by age takes of a listing if nothing else happens, and why the rest stays.
 *
 * <p>An engine prunes in rounds (moby/buildkit, {@code cache/manager.go}, {@code prune} and {@code pruneOnce}): each takes
 * every record that may go and that no other builds on, until a round finds none. Which ones are taken depends on the
 * listing alone, not on the order.
 */
public final class Closure {
    private final CacheListing listing;
    private final Instant cutoff;
    private final boolean all;
    /** Rows in the order in which they go: each after all that build on it. */
    private final int[] taken;

    private final BitSet isTaken = new BitSet();
    private final int firstRound;

    /**
     * @param cutoff what was last used after this time, by the engine's clock, stays
     * @param all whether records that are internal or shared with images go as well
     */
    public Closure(CacheListing listing, Instant cutoff, boolean all) {
        this.listing = listing;
        this.cutoff = cutoff;
        this.all = all;
        var order = new int[listing.size()];
        var children = listing.children();
        int end = 0;
        for (int row = 0; row < order.length; row++) {
            if (children[row] == 0 && mayGo(row)) {
                order[end++] = row;
            }
        }
        firstRound = end;
        for (int next = 0; next < end; next++) {
            isTaken.set(order[next]);
            for (int parent : listing.parents(order[next]).toArray()) {
                if (--children[parent] == 0 && mayGo(parent)) {
                    order[end++] = parent;
                }
            }
        }
        taken = Arrays.copyOf(order, end);
    }

    private boolean mayGo(int row) {
        return ownReasonToStay(listing.record(row)).isEmpty();
    }

    private Optional<Stay> ownReasonToStay(CacheRecord listed) {
        if (listed.inUse()) {
            return Optional.of(Stay.IN_USE);
        }
        if (listed.lastUsed().filter(used -> used.isAfter(cutoff)).isPresent()) {
            return Optional.of(Stay.YOUNGER);
        }
        if (!all && listed.shared()) {
            return Optional.of(Stay.SHARED);
        }
        return !all && listed.isInternal() ? Optional.of(Stay.INTERNAL) : Optional.empty();
    }

    /** The records that go, each after all that build on it. */
    public Stream<CacheRecord> taken() {
        return IntStream.of(taken).mapToObj(listing::record);
    }

    /** Whether some go only because what builds on them goes. */
    public boolean hasChains() {
        return taken.length > firstRound;
    }

    /** What goes. */
    public Share total() {
        return share(IntStream.of(taken));
    }

    /** What goes on an engine that takes only what no other record builds on. */
    public Share firstRound() {
        return share(IntStream.of(taken).limit(firstRound));
    }

    /** What stays, by reason; a reason that no record has is left out. */
    public Map<Stay, Share> staying() {
        var shares = new EnumMap<Stay, Share>(Stay.class);
        for (int row = isTaken.nextClearBit(0); row < listing.size(); row = isTaken.nextClearBit(row + 1)) {
            shares.merge(reason(row), new Share(1, listing.amount(row)), Share::plus);
        }
        return shares;
    }

    /** Why this record stays; empty if it goes, or isn't listed. */
    public Optional<Stay> reasonToStay(String id) {
        int row = listing.row(id);
        return row < 0 || isTaken.get(row) ? Optional.empty() : Optional.of(reason(row));
    }

    private Stay reason(int row) {
        return ownReasonToStay(listing.record(row)).orElse(Stay.NEEDED);
    }

    boolean takes(int row) {
        return isTaken.get(row);
    }

    IntStream rows() {
        return IntStream.of(taken);
    }

    private Share share(IntStream rows) {
        return rows.mapToObj(row -> new Share(1, listing.amount(row))).reduce(Share.NONE, Share::plus);
    }
}
