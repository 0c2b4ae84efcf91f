package dev.orchestrator.buildcache.ssh;

import java.nio.charset.StandardCharsets;

/**
 * Keeps the first and the last bytes of a stream. What lies between is dropped, so a stream of any length costs the same
 * memory.
 */
final class BoundedOutput implements Sink {
    /** The figure is at the end of stdout. */
    private static final int STDOUT_TAIL = 64 * 1024;
    /** What went wrong is at the beginning of stderr or at its end. */
    private static final int STDERR_HEAD = 8 * 1024;

    private static final int STDERR_TAIL = 8 * 1024;

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

    /** What is kept of a command's stdout. */
    static BoundedOutput ofStdout() {
        return new BoundedOutput(0, STDOUT_TAIL);
    }

    /** What is kept of a command's stderr. */
    static BoundedOutput ofStderr() {
        return new BoundedOutput(STDERR_HEAD, STDERR_TAIL);
    }

    @Override
    public synchronized void take(byte[] bytes, int from, int to) {
        int toHead = (int) Math.max(0, Math.min(to - from, head.length - total));
        System.arraycopy(bytes, from, head, (int) Math.min(total, head.length), toHead);
        total += toHead;
        // Only the last tail.length bytes can stay, so earlier ones need not be copied.
        int next = Math.max(from + toHead, to - tail.length);
        total += next - from - toHead;
        while (next < to) {
            int at = (int) ((total - head.length) % tail.length);
            int n = Math.min(to - next, tail.length - at);
            System.arraycopy(bytes, next, tail, at, n);
            next += n;
            total += n;
        }
    }

    @Override
    public synchronized void forget() {
        total = 0;
    }

    /**
     * What was kept so far, as UTF-8. Where something was dropped, the last part starts with its first whole line: half
     * a line could be taken for something that was never said.
     */
    @Override
    public synchronized String text() {
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
