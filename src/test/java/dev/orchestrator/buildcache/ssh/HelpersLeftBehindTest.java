package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.ssh.SshRunner.Ended;
import dev.orchestrator.buildcache.ssh.SshRunner.Run;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ProxyCommand can leave a process behind that has ssh's stdout and stderr, and outlives it. */
class HelpersLeftBehindTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** More than there are threads in any pool. */
    private static final int RUNS = 140;

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<Ended> replies = kit.createTestProbe(Ended.class);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws IOException {
        kit.shutdownTestKit();
        helpers().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void however_many_there_are_each_run_ends_with_all_its_output_and_the_next_one_starts() {
        var ids = new HashSet<>(runs("echo out; echo err >&2; sleep 1000 & echo $! >> helpers", RUNS));
        for (int i = 0; i < RUNS; i++) {
            var ended = replies.receiveMessage(PATIENCE);
            assertThat(ended.result()).isEqualTo(new Exited(0, "out\n", "err\n"));
            assertThat(ids.remove(ended.id())).isTrue();
        }
        runs("echo next", 1);
        assertThat(next()).isEqualTo(new Exited(0, "next\n", ""));
    }

    @Test
    void they_keep_no_thread_and_no_open_file() throws Exception {
        runs("sleep 1000 & echo $! >> helpers", 1);
        next();
        Await.until("no thread is left of the first run", () -> threads() == 0);
        long before = openPipes();
        runs("sleep 1000 & echo $! >> helpers", RUNS);
        for (int i = 0; i < RUNS; i++) {
            next();
        }
        Await.until("no thread is left", () -> threads() == 0);
        Await.until("no pipe is left open", PATIENCE, () -> openPipes() <= before);
        assertThat(helpers().filter(ProcessHandle::isAlive)).hasSize(RUNS + 1);
    }

    @Test
    void one_that_never_stops_writing_does_not_fill_the_memory() throws Exception {
        runs("yes & echo $! >> helpers; yes >&2 & echo $! >> helpers; exec sleep 0.1", 1);
        assertThat(((Exited) next()).stdout()).hasSizeLessThanOrEqualTo(64 * 1024);
        Await.until("no thread is left", () -> threads() == 0);
        Await.until("they found their pipes closed", PATIENCE, () -> helpers().noneMatch(ProcessHandle::isAlive));
    }

    private Set<Long> runs(String script, int count) {
        var target = ShellScript.target(folder, script);
        var ids = new HashSet<Long>();
        IntStream.range(0, count).forEach(i -> {
            ids.add((long) i);
            kit.spawn(SshRunner.create(target)).tell(new Run(i, new DockerVersion(), false, replies.ref()));
        });
        return ids;
    }

    private CommandResult next() {
        return replies.receiveMessage(PATIENCE).result();
    }

    /** Those that start, read or wait for a process. */
    private static long threads() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .map(StackTraceElement::getClassName)
                        .anyMatch(name -> name.contains("SshProcess") || name.startsWith("java.lang.ProcessImpl")))
                .count();
    }

    private static long openPipes() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(HelpersLeftBehindTest::isPipe).count();
        }
    }

    private static boolean isPipe(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("pipe:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private Stream<ProcessHandle> helpers() throws IOException {
        var pids = folder.resolve("helpers");
        return Files.exists(pids)
                ? Files.readAllLines(pids).stream().map(Long::valueOf).flatMap(pid -> ProcessHandle.of(pid).stream())
                : Stream.empty();
    }
}
