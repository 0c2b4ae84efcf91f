package dev.orchestrator.buildcache.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Requests one path of a local server repeatedly, over several persistent connections. It uses plain sockets: a full
 * client would cost more than the server and hide differences between routes.
 */
final class Load implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    /** @param p99Millis 99th percentile of the response times */
    record Measured(double requestsPerSecond, double p99Millis, long bytes) {}

    private final ExecutorService threads;
    private final InetSocketAddress server;
    private final int connections;

    Load(int port, int connections) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.connections = connections;
        this.threads = Executors.newFixedThreadPool(connections);
    }

    /** Sends requests for this long. */
    Measured measure(String path, long millis) {
        long start = System.nanoTime();
        long end = start + millis * 1_000_000;
        var all = IntStream.range(0, connections)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> connection(path, end), threads))
                .toList();
        var times = all.stream()
                .flatMapToLong(c -> Arrays.stream(c.join().times))
                .sorted()
                .toArray();
        double seconds = (System.nanoTime() - start) / 1e9;
        long p99 = times[(int) Math.min(times.length - 1L, times.length * 99L / 100)];
        return new Measured(times.length / seconds, p99 / 1e6, all.get(0).join().bytes);
    }

    private record Asked(long[] times, long bytes) {}

    private Asked connection(String path, long end) {
        var request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        var times = new long[1024];
        int n = 0;
        long bytes = 0;
        try (var socket = new Socket()) {
            socket.connect(server, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 65_536);
            for (long now = System.nanoTime(); now < end || n == 0; n++) {
                socket.getOutputStream().write(request);
                bytes = readAnswer(in);
                long then = System.nanoTime();
                times = n == times.length ? Arrays.copyOf(times, 2 * n) : times;
                times[n] = then - now;
                now = then;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
        return new Asked(Arrays.copyOf(times, n), bytes);
    }

    /** Returns the length of the body. */
    private static long readAnswer(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("not 200 but: " + status);
        }
        long length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("no Content-Length");
        }
        in.skipNBytes(length);
        return length;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed in mid-answer");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
