package dev.orchestrator.buildcache.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a stream to its end and keeps its first and last bytes. What lies between is dropped, so a stream of any length
 * costs the same memory. One thread reads, any may ask for the text.
 */
final class BoundedOutput {
    private final byte[] head;
    private final byte[] tail;
    private long total;

    /**
     * @param head how many of the first bytes to keep
     * @param tail how many of the last bytes to keep, at least 1
     */
    BoundedOutput(int head, int tail) {
        this.head = new byte[head];
        this.tail = new byte[tail];
    }

    /** Blocks until the stream ends or breaks; a stream that breaks ends there. */
    void drain(InputStream stream) {
        var buffer = new byte[8192];
        try {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                append(buffer, n);
            }
        } catch (IOException closed) {
            // The process was ended. What came until then is kept.
        }
    }

    private synchronized void append(byte[] bytes, int length) {
        int toHead = (int) Math.max(0, Math.min(length, head.length - total));
        System.arraycopy(bytes, 0, head, (int) Math.min(total, head.length), toHead);
        total += toHead;
        // Only the last tail.length bytes can stay, so earlier ones need not be copied.
        int from = Math.max(toHead, length - tail.length);
        total += from - toHead;
        while (from < length) {
            int at = (int) ((total - head.length) % tail.length);
            int n = Math.min(length - from, tail.length - at);
            System.arraycopy(bytes, from, tail, at, n);
            from += n;
            total += n;
        }
    }

    /**
     * What was kept so far, as UTF-8. Where something was dropped, the last part starts with its first whole line: half
     * a line could be taken for something that was never said.
     */
    synchronized String text() {
        int inHead = (int) Math.min(total, head.length);
        long beyond = total - inHead;
        int inTail = (int) Math.min(beyond, tail.length);
        var kept = new byte[inTail];
        int start = (int) ((beyond - inTail) % tail.length);
        int first = Math.min(inTail, tail.length - start);
        System.arraycopy(tail, start, kept, 0, first);
        System.arraycopy(tail, 0, kept, first, inTail - first);
        String begin = new String(head, 0, inHead, StandardCharsets.UTF_8);
        String end = new String(kept, StandardCharsets.UTF_8);
        if (beyond == inTail) {
            return inHead == 0 ? end : joined(inHead, kept);
        }
        int firstLineEnd = end.indexOf('\n');
        return begin + "\n" + (firstLineEnd < 0 ? "" : end.substring(firstLineEnd + 1));
    }

    /** Nothing was dropped: decoded in one piece, since a character may lie across the two parts. */
    private String joined(int inHead, byte[] kept) {
        var all = new byte[inHead + kept.length];
        System.arraycopy(head, 0, all, 0, inHead);
        System.arraycopy(kept, 0, all, inHead, kept.length);
        return new String(all, StandardCharsets.UTF_8);
    }
}
