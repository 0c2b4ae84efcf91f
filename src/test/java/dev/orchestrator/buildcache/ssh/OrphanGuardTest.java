package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code CrashIT} shows it with a program that is killed. */
class OrphanGuardTest {
    private final List<Process> started = new ArrayList<>();
    private final OrphanGuard guard = new OrphanGuard();

    @AfterEach
    void end() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        guards().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void when_its_input_ends_it_kills_those_that_still_live_with_their_descendants() throws Exception {
        var ended = shell("sleep 1000");
        var alive = shell("trap '' TERM; sh -c 'trap \"\" TERM; sleep 1001; :' & wait; wait");
        Await.until("it has a grandchild", () -> alive.descendants().count() == 2);
        var family = alive.descendants().toList();
        var sh = new ProcessBuilder(OrphanGuard.COMMAND).start();
        try (var stdin = sh.getOutputStream()) {
            stdin.write("+ %d\n+ %d\n- %d\n"
                    .formatted(ended.pid(), alive.pid(), ended.pid())
                    .getBytes(StandardCharsets.US_ASCII));
        }
        Await.until("it is killed", () -> !alive.isAlive());
        Await.until("so is its family", () -> family.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(sh.waitFor()).isNotNegative();
        assertThat(ended.isAlive()).isTrue();
    }

    @Test
    void without_a_process_to_watch_there_is_no_guard_and_for_many_there_is_one() throws Exception {
        assertThat(guards()).isEmpty();
        var first = shell("sleep 1000");
        var second = shell("sleep 1000");
        guard.watch(first);
        guard.watch(second);
        assertThat(guards()).hasSize(1);
        guard.release(first);
        assertThat(guards()).hasSize(1);
        guard.release(second);
        Await.until("the guard ends", () -> guards().findAny().isEmpty());
        assertThat(second.isAlive()).isTrue();
    }

    @Test
    void a_guard_that_died_is_replaced() throws Exception {
        guard.watch(shell("sleep 1000"));
        var first = guards().findAny().orElseThrow();
        first.destroyForcibly();
        first.onExit().join();
        guard.watch(shell("sleep 1000"));
        assertThat(guards()).hasSize(1).doesNotContain(first);
    }

    @Test
    void it_ignores_the_signals_that_a_terminal_or_a_unit_sends_to_all() throws Exception {
        var process = shell("sleep 1000");
        guard.watch(process);
        var sh = guards().findAny().orElseThrow();
        Await.until("it waits for input", () -> isReading(sh.pid()));
        for (var signal : List.of("HUP", "INT", "TERM")) {
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(sh.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }
        guard.watch(shell("sleep 1000"));
        assertThat(guards()).containsExactly(sh);
    }

    @Test
    void it_has_nothing_of_the_environment_but_the_path() throws Exception {
        guard.watch(shell("sleep 1000"));
        var sh = guards().findAny().orElseThrow();
        var environment = Files.readString(Path.of("/proc/" + sh.pid() + "/environ"));
        assertThat(environment.split("\0")).allMatch(variable -> variable.isEmpty() || variable.startsWith("PATH="));
    }

    private Process shell(String script) throws IOException {
        var process = new ProcessBuilder("sh", "-c", script).start();
        started.add(process);
        return process;
    }

    /** Asleep, since it has no command of its own to wait for. */
    private static boolean isReading(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") S ");
        } catch (IOException e) {
            return false;
        }
    }

    private static Stream<ProcessHandle> guards() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(OrphanGuard.COMMAND.get(2)::equals));
    }
}
