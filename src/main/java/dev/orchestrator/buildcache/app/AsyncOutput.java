package dev.orchestrator.buildcache.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * An output that nobody waits for: a thread of its own passes it on, whole lines at a time. What is written while too much
 * waits already is dropped and counted; otherwise a reader that stops reading would stop the whole program.
 */
final class AsyncOutput extends OutputStream {
    private final OutputStream destination;
    private final int capacity;

    /** Guarded by this, like all below. */
    private final Queue<byte[]> waiting = new ArrayDeque<>();

    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private int waitingBytes;
    private boolean passingOn;
    private long dropped;
    private long droppedBefore;

    /**
     * @param capacity how many bytes may wait
     * @param name of the thread
     */
    AsyncOutput(OutputStream destination, int capacity, String name) {
        this.destination = destination;
        this.capacity = capacity;
        var thread = new Thread(this::passOn, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int rest = end;
        while (rest > offset && bytes[rest - 1] != '\n') {
            rest--;
        }
        unfinished.write(bytes, offset, rest - offset);
        if (rest > offset || unfinished.size() + length > capacity) {
            offer(unfinished.toByteArray());
            unfinished.reset();
        }
        unfinished.write(bytes, rest, Math.min(end - rest, capacity));
    }

    /** Adds lines that are never dropped, for what is said before the program ends. */
    synchronized void writeLast(byte[] lines) {
        put(lines);
    }

    private void offer(byte[] lines) {
        if (waitingBytes + lines.length > capacity) {
            dropped += count(lines);
            return;
        }
        if (dropped > droppedBefore) {
            long now = dropped - droppedBefore;
            droppedBefore = dropped;
            put(("(" + now + " lines dropped here: this output was not read in time)\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
        put(lines);
    }

    private void put(byte[] lines) {
        waiting.add(lines);
        waitingBytes += lines.length;
        notifyAll();
    }

    /** How many lines have been dropped. */
    synchronized long dropped() {
        return dropped;
    }

    /** Waits until everything has been passed on, but not longer than this. */
    synchronized void drain(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long left = atMost.toNanos();
        while ((passingOn || !waiting.isEmpty()) && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    private void passOn() {
        try {
            while (true) {
                var lines = next();
                try {
                    destination.write(lines);
                    destination.flush();
                } catch (IOException readerIsGone) {
                    drop(lines);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        passingOn = false;
        notifyAll();
        while (waiting.isEmpty()) {
            wait();
        }
        passingOn = true;
        var lines = waiting.remove();
        waitingBytes -= lines.length;
        return lines;
    }

    private synchronized void drop(byte[] lines) {
        dropped += count(lines);
    }

    private static long count(byte[] lines) {
        long count = 0;
        for (byte b : lines) {
            count += b == '\n' ? 1 : 0;
        }
        return count;
    }
}
