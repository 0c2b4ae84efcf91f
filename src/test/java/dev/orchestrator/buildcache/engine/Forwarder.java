package dev.orchestrator.buildcache.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A TCP port on loopback that leads to an engine's socket, as another machine's engine would be reached. */
final class Forwarder implements AutoCloseable {
    private final ServerSocketChannel port;
    private final Path socket;

    static Forwarder to(Path socket) {
        try {
            var forwarder = new Forwarder(socket);
            daemon(forwarder::accept);
            return forwarder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Forwarder(Path socket) throws IOException {
        this.socket = socket;
        port = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    String address() {
        return "tcp://127.0.0.1:" + port.socket().getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var client = port.accept();
                var engine = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                daemon(() -> copy(client, engine));
                daemon(() -> copy(engine, client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** Both ends are closed when either of them is. */
    private static void copy(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(8192);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException closed) {
            // By the other direction.
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
