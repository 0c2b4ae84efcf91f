package dev.orchestrator.buildcache.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How an engine prunes, in rounds, with the fault that it has after a restart: a record whose last child goes counts as
 * used at that moment.
 */
public final class ModelEngine {
    private final Map<String, CacheRecord> records = new LinkedHashMap<>();
    private final boolean faulty;

    public ModelEngine(List<CacheRecord> records, boolean faulty) {
        records.forEach(r -> this.records.put(r.id(), r));
        this.faulty = faulty;
    }

    public CacheListing listing() {
        return CacheListing.of(List.copyOf(records.values()));
    }

    public void put(CacheRecord record) {
        records.put(record.id(), record);
    }

    public CacheRecord get(String id) {
        return records.get(id);
    }

    /** Returns the ids that went. */
    public Set<String> pruneByAge(Instant cutoff, Instant now) {
        return prune(r -> r.lastUsed().filter(cutoff::isBefore).isEmpty(), now);
    }

    /** Returns the ids that went. */
    public Set<String> pruneByIds(Set<String> ids, Instant now) {
        return prune(r -> ids.contains(r.id()), now);
    }

    private Set<String> prune(Predicate<CacheRecord> asked, Instant now) {
        var removed = new HashSet<String>();
        for (var round = round(asked); !round.isEmpty(); round = round(asked)) {
            for (var gone : round) {
                records.remove(gone.id());
                removed.add(gone.id());
                if (faulty) {
                    gone.parents().stream()
                            .filter(records::containsKey)
                            .filter(parent -> !hasChild(parent))
                            .forEach(parent -> put(Records.usedAt(records.get(parent), now)));
                }
            }
        }
        return removed;
    }

    private List<CacheRecord> round(Predicate<CacheRecord> asked) {
        var round = new ArrayList<CacheRecord>();
        for (var r : records.values()) {
            if (!r.inUse() && !r.shared() && !r.isInternal() && asked.test(r) && !hasChild(r.id())) {
                round.add(r);
            }
        }
        return round;
    }

    private boolean hasChild(String id) {
        return records.values().stream().anyMatch(r -> r.parents().contains(id));
    }
}
