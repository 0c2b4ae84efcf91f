package dev.orchestrator.buildcache.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessOutputTest {
    private final BoundedOutput stdout = BoundedOutput.ofStdout();
    private final BoundedOutput stderr = BoundedOutput.ofStderr();

    @Test
    void all_that_a_process_wrote_is_there_when_it_has_ended() throws Exception {
        for (int round = 0; round < 50; round++) {
            var out = new BoundedOutput(1 << 20, 1);
            assertThat(read(shell("head -c 60000 /dev/zero | tr '\\0' x; exit 3"), out))
                    .isEqualTo(3);
            assertThat(out.text()).hasSize(60_000);
        }
    }

    @Test
    void more_than_a_pipe_holds_is_read_while_the_process_lives() throws Exception {
        read(shell("yes | head -c 3000000; yes err | head -c 3000000 >&2; echo; echo end; echo end >&2"), stdout);
        assertThat(stdout.text()).endsWith("\nend\n");
        assertThat(stderr.text()).endsWith("\nend\n");
    }

    @Test
    void streams_that_the_process_closes_before_its_end_are_waited_for() throws Exception {
        assertThat(read(shell("echo out; exec >&- 2>&-; sleep 0.3; exit 5"), stdout))
                .isEqualTo(5);
        assertThat(stdout.text()).isEqualTo("out\n");
    }

    @Test
    void the_streams_are_closed_afterwards() throws Exception {
        var process = shell("echo out");
        read(process, stdout);
        assertThatIOException().isThrownBy(() -> process.getInputStream().read());
        assertThatIOException().isThrownBy(() -> process.getErrorStream().read());
    }

    @Test
    void a_stream_that_breaks_is_no_end_and_what_came_is_kept() {
        var stream = new InputStream() {
            private final InputStream begin = new ByteArrayInputStream("Total:\t1MB\n".getBytes(UTF_8));

            @Override
            public int available() throws IOException {
                if (begin.available() == 0) {
                    throw new IOException("Input/output error");
                }
                return begin.available();
            }

            @Override
            public int read() throws IOException {
                return begin.read();
            }
        };
        assertThatIOException().isThrownBy(() -> read(ended(stream), stdout)).withMessage("Input/output error");
        assertThat(stdout.text()).isEqualTo("Total:\t1MB\n");
    }

    private int read(Process process, Sink out) throws IOException, InterruptedException {
        return new ProcessOutput(process, out, stderr).readToEnd();
    }

    private static Process shell(String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script).start();
    }

    private static Process ended(InputStream stdout) {
        return new Process() {
            @Override
            public OutputStream getOutputStream() {
                return OutputStream.nullOutputStream();
            }

            @Override
            public InputStream getInputStream() {
                return stdout;
            }

            @Override
            public InputStream getErrorStream() {
                return InputStream.nullInputStream();
            }

            @Override
            public int waitFor() {
                return 0;
            }

            @Override
            public boolean waitFor(long timeout, TimeUnit unit) {
                return true;
            }

            @Override
            public int exitValue() {
                return 0;
            }

            @Override
            public void destroy() {}
        };
    }
}
