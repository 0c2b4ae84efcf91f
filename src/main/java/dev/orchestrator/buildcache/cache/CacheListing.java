package dev.orchestrator.buildcache.cache;

import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The build cache of a host at one moment. Kept in columns, about 100 bytes a record: a host may have tens of thousands of
 * records, and a run compares two listings.
 *
 * <p>Within the package a record is named by its row, 0 to {@link #size} - 1, in the order of the listing.
 */
public final class CacheListing {
    private final IdTable ids;
    private final IdTable types;
    private final Columns columns;
    /** By the number of its id; -1 for an id that is only named as a parent. */
    private final int[] rows;

    /** Takes one record after the other. */
    public static final class Builder {
        private final IdTable ids = new IdTable();
        private final IdTable types = new IdTable();
        private final Columns columns = new Columns();

        /** @throws ArithmeticException if a time lies outside the years 1677 to 2262 */
        public void add(CacheRecord listed) {
            columns.add(
                    ids.numberOf(listed.id()),
                    types.numberOf(listed.type()),
                    listed.parents().stream().mapToInt(ids::numberOf).toArray(),
                    listed);
        }

        /** How many records there are so far. */
        public int size() {
            return columns.rows();
        }

        /**
         * The listing. The builder can't be used after it.
         *
         * @throws IllegalArgumentException if an id was listed twice
         */
        public CacheListing build() {
            return new CacheListing(this);
        }
    }

    private CacheListing(Builder builder) {
        ids = builder.ids;
        types = builder.types;
        columns = builder.columns;
        ids.trim();
        types.trim();
        columns.trim();
        rows = new int[ids.count()];
        Arrays.fill(rows, -1);
        for (int row = 0; row < size(); row++) {
            int id = columns.id(row);
            if (rows[id] >= 0) {
                throw new IllegalArgumentException("the record " + ids.id(id) + " is listed twice");
            }
            rows[id] = row;
        }
    }

    /** A listing of these records. */
    public static CacheListing of(List<CacheRecord> records) {
        var builder = new Builder();
        records.forEach(builder::add);
        return builder.build();
    }

    /** How many records there are. */
    public int size() {
        return columns.rows();
    }

    /** All records, in the order of the listing. */
    public Stream<CacheRecord> records() {
        return IntStream.range(0, size()).mapToObj(this::record);
    }

    /** The record with this id; empty if it is not listed. */
    public Optional<CacheRecord> find(String id) {
        int row = row(id);
        return row < 0 ? Optional.empty() : Optional.of(record(row));
    }

    /** The row of the record with this id, negative if it is not listed. */
    int row(String id) {
        int number = ids.find(id);
        return number < 0 ? -1 : rows[number];
    }

    CacheRecord record(int row) {
        return new CacheRecord(
                id(row),
                types.id(columns.type(row)),
                columns.parents(row).mapToObj(ids::id).toList(),
                columns.isInUse(row),
                columns.isShared(row),
                amount(row),
                columns.created(row),
                columns.lastUsed(row),
                columns.uses(row));
    }

    String id(int row) {
        return ids.id(columns.id(row));
    }

    Amount amount(int row) {
        return Amount.ofThreeDigits(new ByteSize(columns.bytes(row)));
    }

    /** The rows of the listed records that this one builds on, each once. */
    IntStream parents(int row) {
        return columns.parents(row)
                .map(id -> rows[id])
                .filter(parent -> parent >= 0)
                .distinct();
    }

    /** How many listed records build on each, by row. */
    int[] children() {
        var children = new int[size()];
        for (int row = 0; row < children.length; row++) {
            parents(row).forEach(parent -> children[parent]++);
        }
        return children;
    }
}
