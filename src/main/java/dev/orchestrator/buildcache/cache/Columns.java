package dev.orchestrator.buildcache.cache;

import java.nio.IntBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** The fields of many records, an array each. Ids and types are numbers of an {@link IdTable}. */
final class Columns {
    private static final long NANOS = 1_000_000_000L;
    private static final long NEVER = Long.MIN_VALUE;
    private static final byte IN_USE = 1;
    private static final byte SHARED = 2;

    private int rows;
    private int[] ids = new int[16];
    private byte[] flags = new byte[16];
    private int[] types = new int[16];
    private long[] bytes = new long[16];
    /** Nanoseconds since 1970, which reach to the year 2262. */
    private long[] created = new long[16];

    private long[] lastUsed = new long[16];
    private int[] uses = new int[16];
    /** Where each row's parents end in {@link #parents}; they start where those of the row before end. */
    private int[] parentEnds = new int[16];

    private int[] parents = new int[16];

    int rows() {
        return rows;
    }

    /** @throws ArithmeticException if a time lies outside the years 1677 to 2262 */
    void add(int id, int type, int[] parentIds, CacheRecord from) {
        if (rows == ids.length) {
            resize(rows + rows / 2);
        }
        ids[rows] = id;
        types[rows] = type;
        flags[rows] = (byte) ((from.inUse() ? IN_USE : 0) | (from.shared() ? SHARED : 0));
        bytes[rows] = from.size().size().bytes();
        created[rows] = nanos(from.created());
        lastUsed[rows] = from.lastUsed().map(Columns::nanos).orElse(NEVER);
        uses[rows] = from.uses();
        int start = parentStart(rows);
        int end = start + parentIds.length;
        if (end > parents.length) {
            parents = Arrays.copyOf(parents, Math.max(end, parents.length + parents.length / 2));
        }
        IntBuffer.wrap(parents).put(start, parentIds);
        parentEnds[rows] = end;
        rows++;
    }

    /** Gives back what was reserved for more. */
    void trim() {
        parents = Arrays.copyOf(parents, parentStart(rows));
        resize(rows);
    }

    private void resize(int to) {
        ids = Arrays.copyOf(ids, to);
        types = Arrays.copyOf(types, to);
        flags = Arrays.copyOf(flags, to);
        bytes = Arrays.copyOf(bytes, to);
        created = Arrays.copyOf(created, to);
        lastUsed = Arrays.copyOf(lastUsed, to);
        uses = Arrays.copyOf(uses, to);
        parentEnds = Arrays.copyOf(parentEnds, to);
    }

    int id(int row) {
        return ids[row];
    }

    int type(int row) {
        return types[row];
    }

    boolean isInUse(int row) {
        return (flags[row] & IN_USE) != 0;
    }

    boolean isShared(int row) {
        return (flags[row] & SHARED) != 0;
    }

    long bytes(int row) {
        return bytes[row];
    }

    Instant created(int row) {
        return instant(created[row]);
    }

    Optional<Instant> lastUsed(int row) {
        return lastUsed[row] == NEVER ? Optional.empty() : Optional.of(instant(lastUsed[row]));
    }

    int uses(int row) {
        return uses[row];
    }

    IntStream parents(int row) {
        return Arrays.stream(parents, parentStart(row), parentEnds[row]);
    }

    private int parentStart(int row) {
        return row == 0 ? 0 : parentEnds[row - 1];
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
    }
}
