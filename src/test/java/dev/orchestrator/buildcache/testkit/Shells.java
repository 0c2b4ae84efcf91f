package dev.orchestrator.buildcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.demo.EmbeddedSshHost.Shell;
import dev.orchestrator.buildcache.demo.ToyDocker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Simulated hosts. */
public final class Shells {
    public static final String VERSION_LINE = "docker version --format '{{json .}}'";
    public static final String TIME_LINE = "docker info --format '{{.SystemTime}}'";
    public static final String LIST_LINE = "docker system df -v --format '{{json .BuildCache}}'";
    public static final String PRUNE_LINE = "docker builder prune -f --filter until=24h";

    private Shells() {}

    /** A Docker Engine with this prune. It lists no records. */
    public static Shell engine(Shell prune) {
        return (line, out, err) -> switch (line) {
            case VERSION_LINE -> say(out, ToyDocker.VERSION, 0);
            case TIME_LINE -> say(out, "2026-01-01T00:00:00Z\n", 0);
            case LIST_LINE -> say(out, "[]\n", 0);
            default -> prune.run(line, out, err);
        };
    }

    /** A Docker Engine whose prune succeeds and prints this. */
    public static Shell engine(String report) {
        return engine((line, out, err) -> say(out, report, 0));
    }

    public static int say(OutputStream to, String text, int exitCode) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        return exitCode;
    }

    /** Commands that print nothing and don't end until they are released. */
    public static final class Hang implements Shell {
        public final CountDownLatch entered = new CountDownLatch(1);
        public final CountDownLatch release = new CountDownLatch(1);
        public final CountDownLatch over = new CountDownLatch(1);

        @Override
        public int run(String line, OutputStream stdout, OutputStream stderr) throws InterruptedException {
            entered.countDown();
            release.await();
            over.countDown();
            return 0;
        }

        /** Waits until the first command has reached the host. */
        public void awaitEntered() throws InterruptedException {
            assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
