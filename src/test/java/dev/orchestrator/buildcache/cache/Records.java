package dev.orchestrator.buildcache.cache;

import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Records for tests. Times are whole hours of one day, of which {@link #CUTOFF} is noon. */
public final class Records {
    public static final Instant CUTOFF = hour(12);
    public static final Amount ONE_MB = Amount.ofThreeDigits(new ByteSize(1_000_000));

    private Records() {}

    public static Instant hour(int hour) {
        return Instant.parse("2026-11-26T00:00:00Z").plusSeconds(3600L * hour);
    }

    /** Created at 1 o'clock, used once at 2, so older than the cutoff. */
    public static CacheRecord old(String id, String... parents) {
        return new CacheRecord(id, "regular", List.of(parents), false, false, ONE_MB, hour(1), Optional.of(hour(2)), 1);
    }

    /** Used at 13 o'clock. */
    public static CacheRecord young(String id, String... parents) {
        return usedAt(old(id, parents), hour(13));
    }

    public static CacheRecord inUse(CacheRecord r) {
        return new CacheRecord(
                r.id(), r.type(), r.parents(), true, r.shared(), r.size(), r.created(), r.lastUsed(), r.uses());
    }

    public static CacheRecord shared(CacheRecord r) {
        return new CacheRecord(
                r.id(), r.type(), r.parents(), r.inUse(), true, r.size(), r.created(), r.lastUsed(), r.uses());
    }

    public static CacheRecord ofType(String type, CacheRecord r) {
        return new CacheRecord(
                r.id(), type, r.parents(), r.inUse(), r.shared(), r.size(), r.created(), r.lastUsed(), r.uses());
    }

    public static CacheRecord neverUsed(CacheRecord r) {
        return new CacheRecord(
                r.id(), r.type(), r.parents(), r.inUse(), r.shared(), r.size(), r.created(), Optional.empty(), 0);
    }

    public static CacheRecord createdAt(Instant time, CacheRecord r) {
        return new CacheRecord(
                r.id(), r.type(), r.parents(), r.inUse(), r.shared(), r.size(), time, r.lastUsed(), r.uses());
    }

    public static CacheRecord withParents(CacheRecord r, String... parents) {
        return new CacheRecord(
                r.id(),
                r.type(),
                List.of(parents),
                r.inUse(),
                r.shared(),
                r.size(),
                r.created(),
                r.lastUsed(),
                r.uses());
    }

    /** Used once more. */
    public static CacheRecord usedAt(CacheRecord r, Instant time) {
        return new CacheRecord(
                r.id(),
                r.type(),
                r.parents(),
                r.inUse(),
                r.shared(),
                r.size(),
                r.created(),
                Optional.of(time),
                r.uses() + 1);
    }

    /** A random cache without cycles, most of it old; each seed has its own. */
    public static List<CacheRecord> graph(Random random) {
        var records = new ArrayList<CacheRecord>();
        int size = random.nextInt(40);
        for (int i = 0; i < size; i++) {
            var parents = new ArrayList<String>();
            for (int p = random.nextInt(3); p > 0 && i > 0; p--) {
                String parent = "r" + (random.nextBoolean() ? i - 1 : random.nextInt(i));
                if (!parents.contains(parent)) {
                    parents.add(parent);
                }
            }
            var record = old("r" + i, parents.toArray(String[]::new));
            record = random.nextInt(8) == 0 ? usedAt(record, hour(13)) : record;
            record = random.nextInt(12) == 0 ? inUse(record) : record;
            record = random.nextInt(8) == 0 ? shared(record) : record;
            record = random.nextInt(12) == 0 ? ofType("internal", record) : record;
            record = random.nextInt(12) == 0 ? neverUsed(record) : record;
            records.add(random.nextInt(12) == 0 ? createdAt(hour(12).plusSeconds(1), record) : record);
        }
        return records;
    }
}
