package dev.orchestrator.buildcache.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * Reads both streams of a process until it ends, and not until the streams do: a process that it left behind may hold
 * them open forever, and on Linux closing a pipe wakes nobody who is blocked in reading it. So this never blocks in
 * reading: it takes what has come, and waits for the end of the process or the time to look again.
 */
final class ProcessOutput {
    /** The most that a pipe holds (pipe(7)), so nothing that the process itself wrote is missed at its end. */
    private static final int LONGEST_PIPE = 1 << 20;

    /** Between two looks, while output comes. */
    private static final long SHORTEST_PAUSE_MS = 1;
    /** And while none does: an answer is seen late by an eighth of the time that it took, and by no more than this. */
    private static final long LONGEST_PAUSE_MS = 100;

    private static final int PAUSES = 8;

    private final Process process;
    private final Sink stdout;
    private final Sink stderr;
    private final byte[] buffer = new byte[16 * 1024];

    ProcessOutput(Process process, Sink stdout, Sink stderr) {
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * Returns once the process has ended and all that it wrote has been taken; then its streams are closed.
     *
     * @return its exit code
     * @throws IOException if a stream can't be read
     */
    int readToEnd() throws IOException, InterruptedException {
        var out = process.getInputStream();
        var err = process.getErrorStream();
        // The JDK empties the streams of a process that has ended, without a limit, and holds their monitors meanwhile
        // (ProcessImpl.ProcessPipeInputStream.processExited, 17 to 25). Holding them keeps it from taking what was seen
        // to be there, and from collecting what a process left behind goes on writing.
        synchronized (out) {
            synchronized (err) {
                try (out;
                        err) {
                    readWhileAlive(out, err);
                    take(out, stdout);
                    take(err, stderr);
                }
            }
        }
        stdout.end();
        stderr.end();
        return process.exitValue();
    }

    private void readWhileAlive(InputStream out, InputStream err) throws IOException, InterruptedException {
        long quietSince = System.nanoTime();
        long pause = SHORTEST_PAUSE_MS;
        while (!process.waitFor(pause, TimeUnit.MILLISECONDS)) {
            if (take(out, stdout) | take(err, stderr)) {
                quietSince = System.nanoTime();
            }
            long quiet = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - quietSince);
            pause = Math.min(SHORTEST_PAUSE_MS + quiet / PAUSES, LONGEST_PAUSE_MS);
        }
    }

    /** @return whether there was anything */
    private boolean take(InputStream from, Sink to) throws IOException {
        int taken = 0;
        for (int there = from.available(); there > 0 && taken < LONGEST_PIPE; there = from.available()) {
            int n = from.read(buffer, 0, Math.min(there, buffer.length));
            to.take(buffer, 0, n);
            taken += n;
        }
        return taken > 0;
    }
}
