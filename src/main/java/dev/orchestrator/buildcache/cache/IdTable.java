package dev.orchestrator.buildcache.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers ids, from 0 in the order in which they come. Holds about 40 bytes for an id of 25 characters, where a map of
 * strings would hold 150.
 */
final class IdTable {
    private static final int NONE = -1;

    private byte[] text = new byte[1024];
    /** Where the id of each number ends in {@link #text}; it starts where the one before ends. */
    private int[] ends = new int[32];

    private int count;
    /** Open addressing: number + 1, or 0 where there is none; a power of two, at most half full. */
    private int[] slots = new int[64];

    int count() {
        return count;
    }

    /** The number of this id, a new one if it is new. */
    int numberOf(String id) {
        var bytes = id.getBytes(StandardCharsets.UTF_8);
        int slot = slotOf(bytes);
        if (slots[slot] > 0) {
            return slots[slot] - 1;
        }
        if (2 * (count + 1) > slots.length) {
            rehash();
            slot = slotOf(bytes);
        }
        int start = count == 0 ? 0 : ends[count - 1];
        if (start + bytes.length > text.length) {
            text = Arrays.copyOf(text, Math.max(start + bytes.length, text.length + text.length / 2));
        }
        ByteBuffer.wrap(text).put(start, bytes);
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, ends.length + ends.length / 2);
        }
        ends[count] = start + bytes.length;
        slots[slot] = ++count;
        return count - 1;
    }

    /** The number of this id, negative if it has none. */
    int find(String id) {
        int found = slots[slotOf(id.getBytes(StandardCharsets.UTF_8))];
        return found > 0 ? found - 1 : NONE;
    }

    String id(int number) {
        int start = number == 0 ? 0 : ends[number - 1];
        return new String(text, start, ends[number] - start, StandardCharsets.UTF_8);
    }

    /** Gives back what was reserved for more. */
    void trim() {
        text = Arrays.copyOf(text, count == 0 ? 0 : ends[count - 1]);
        ends = Arrays.copyOf(ends, count);
    }

    private int slotOf(byte[] id) {
        int slot = spread(Arrays.hashCode(id));
        while (slots[slot] > 0 && !isAt(slots[slot] - 1, id)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean isAt(int number, byte[] id) {
        int start = number == 0 ? 0 : ends[number - 1];
        return Arrays.equals(text, start, ends[number], id, 0, id.length);
    }

    private int spread(int hash) {
        return (hash * 0x9E3779B9 >>> 7) & (slots.length - 1);
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int number = 0; number < count; number++) {
            int start = number == 0 ? 0 : ends[number - 1];
            slots[slotOf(Arrays.copyOfRange(text, start, ends[number]))] = number + 1;
        }
    }
}
