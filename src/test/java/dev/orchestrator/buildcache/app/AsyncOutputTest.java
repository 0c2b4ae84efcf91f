package dev.orchestrator.buildcache.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An output whose reader may stop reading. */
@Timeout(60)
class AsyncOutputTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Reads nothing until it is told to. */
    private static final class Reader extends OutputStream {
        private final CountDownLatch reads = new CountDownLatch(1);
        private final CountDownLatch offered = new CountDownLatch(1);
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            throw new IllegalStateException("one byte at a time");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            offered.countDown();
            try {
                reads.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            read.write(bytes, offset, length);
        }
    }

    private final Reader reader = new Reader();
    private final AsyncOutput output = new AsyncOutput(reader, 100, "test");
    private final PrintStream print = new PrintStream(output, true, UTF_8);

    @Test
    void what_is_read_arrives_whole_and_in_order() throws Exception {
        reader.reads.countDown();
        print.print("a");
        print.println("b");
        print.printf("c%nd%n");
        print.println("é");
        assertThat(read()).isEqualTo("ab\nc\nd\né\n");
        assertThat(output.dropped()).isZero();
    }

    @Test
    void nobody_waits_for_a_reader_that_does_not_read_and_what_is_dropped_is_counted_and_said() throws Exception {
        print.println("first");
        reader.offered.await();
        for (int i = 0; i < 1000; i++) {
            print.println("123456789");
        }
        assertThat(output.dropped()).isEqualTo(990);
        reader.reads.countDown();
        output.drain(LONG);
        print.println("last");
        assertThat(read())
                .isEqualTo("first\n" + "123456789\n".repeat(10)
                        + "(990 lines dropped here: this output was not read in time)\nlast\n");
        assertThat(output.dropped()).isEqualTo(990);
    }

    @Test
    void last_words_are_never_dropped() throws Exception {
        print.println("first");
        reader.offered.await();
        print.println("x".repeat(99));
        for (int i = 0; i < 100; i++) {
            output.writeLast(("cannot listen " + i + "\n").getBytes(UTF_8));
        }
        assertThat(output.dropped()).isZero();
        reader.reads.countDown();
        assertThat(read()).endsWith("cannot listen 98\ncannot listen 99\n").contains("cannot listen 0\n");
    }

    @Test
    void draining_ends_at_its_limit() throws Exception {
        print.println("first");
        var limit = Duration.ofMillis(50);
        long start = System.nanoTime();
        output.drain(limit);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(limit);
        assertThat(reader.read.size()).isZero();
        reader.reads.countDown();
    }

    @Test
    void a_text_without_line_breaks_takes_no_more_memory_than_its_share() throws Exception {
        for (int i = 0; i < 1000; i++) {
            print.print("x".repeat(1000));
        }
        print.println();
        reader.reads.countDown();
        output.drain(LONG);
        print.println("next");
        assertThat(read()).endsWith("\nnext\n").hasSizeLessThan(500);
    }

    @Test
    void a_reader_that_is_gone_is_no_failure() throws Exception {
        var gone = new AsyncOutput(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                100,
                "gone");
        gone.write("1\n2\n".getBytes(UTF_8), 0, 4);
        Await.until("the lines count as dropped", () -> gone.dropped() == 2);
        gone.write("3\n".getBytes(UTF_8), 0, 2);
        Await.until("it goes on", () -> gone.dropped() == 3 || gone.dropped() == 4);
    }

    private String read() throws Exception {
        output.drain(LONG);
        return reader.read.toString(UTF_8);
    }
}
