package dev.orchestrator.buildcache.cache;

import java.util.BitSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an engine left of the chains that a prune by age should have taken, as two listings around that prune tell.
 *
 * <p>After a restart, an engine since 23.0 that removes the last record of a chain marks the one below as used at that
 * moment, and the prune ends there (moby/buildkit, {@code cache/manager.go}: {@code parentsOf} loses the option not to;
 * moby/buildkit#5436). Such a mark is told from a build's use by three things: the number of uses is one higher, the last
 * use lies within the prune, and the last record that built on it was removed by this very prune. Below a mark nothing has changed.
 */
public final class LeftBehind {
    private final CacheListing before;
    private final Closure closure;
    private final CacheListing after;
    private final AgePrune prune;
    /** In the order in which they can be removed; rows of the first listing. */
    private final int[] rows;

    /**
     * @param before the listing from which the prune's closure was computed
     * @param closure what the prune should have taken of it
     * @param after the listing after the prune
     */
    public LeftBehind(CacheListing before, Closure closure, AgePrune prune, CacheListing after) {
        this.before = before;
        this.closure = closure;
        this.after = after;
        this.prune = prune;
        var candidates = candidates();
        var blocked = builtOnByOthers(candidates);
        var left = IntStream.builder();
        // Children come first, so one pass settles what a record that stays keeps below it.
        closure.rows().filter(candidates::get).forEach(row -> {
            if (blocked.get(row)) {
                before.parents(row).forEach(blocked::set);
            } else {
                left.add(row);
            }
        });
        rows = left.build().toArray();
    }

    /** The records left behind, each after all that build on it; none if the engine did what was asked of it. */
    public Stream<CacheRecord> records() {
        return IntStream.of(rows).mapToObj(before::record);
    }

    /** How much it is. */
    public Share total() {
        return IntStream.of(rows)
                .mapToObj(row -> new Share(1, before.amount(row)))
                .reduce(Share.NONE, Share::plus);
    }

    /** What the prune should have taken, and is still there for another reason: a build used it meanwhile. */
    public Share usedMeanwhile() {
        var left = new BitSet();
        IntStream.of(rows).forEach(left::set);
        return closure.rows()
                .filter(row -> !left.get(row) && after.row(before.id(row)) >= 0)
                .mapToObj(row -> new Share(1, before.amount(row)))
                .reduce(Share.NONE, Share::plus);
    }

    /** Marked records and what lies below them, as far as nothing else has touched them. */
    private BitSet candidates() {
        var removedBelow = new BitSet();
        prune.removed().stream()
                .mapToInt(before::row)
                .filter(row -> row >= 0)
                .flatMap(before::parents)
                .forEach(removedBelow::set);
        var candidates = new BitSet();
        var belowMark = new BitSet();
        var children = after.children();
        closure.rows().forEach(row -> {
            int now = after.row(before.id(row));
            if (now < 0) {
                return;
            }
            boolean lastChildWent = removedBelow.get(row) && children[now] == 0;
            boolean marked = lastChildWent && isMarked(before.record(row), after.record(now));
            if (marked || belowMark.get(row) && after.record(now).equals(before.record(row))) {
                if (!before.record(row).created().isAfter(prune.cutoff())) {
                    candidates.set(row);
                }
                before.parents(row).forEach(belowMark::set);
            }
        });
        return candidates;
    }

    private boolean isMarked(CacheRecord earlier, CacheRecord now) {
        return now.isButForUse(earlier)
                && now.uses() == earlier.uses() + 1
                && now.lastUsed()
                        .filter(used -> !used.isBefore(prune.before()) && !used.isAfter(prune.after()))
                        .isPresent();
    }

    /** What a record that is no candidate builds on, as rows of the first listing. */
    private BitSet builtOnByOthers(BitSet candidates) {
        var others = new BitSet();
        for (int row = 0; row < after.size(); row++) {
            int earlier = before.row(after.id(row));
            if (earlier < 0 || !candidates.get(earlier)) {
                after.parents(row)
                        .map(parent -> before.row(after.id(parent)))
                        .filter(parent -> parent >= 0)
                        .forEach(others::set);
            }
        }
        return others;
    }
}
