package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshProcessTest {
    @TempDir
    private Path folder;

    @Test
    void one_that_is_ended_before_its_start_never_starts_and_its_command_was_never_sent() throws Exception {
        var file = folder.resolve("started");
        var process = SshProcess.plain(
                ShellScript.target(folder, "touch started"), LocalLogin.PRUNE, LocalLogin.PRUNE.newReader());
        process.terminate();
        assertThat(end(process)).isEqualTo(new NotStarted(Failure.OTHER, "it was ended before it was started"));
        assertThat(process.lost("why")).isEqualTo(new NotStarted(Failure.OTHER, "why"));
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void one_that_has_started_may_have_sent_its_command() throws Exception {
        var started = new CountDownLatch(1);
        var process = SshProcess.plain(
                ShellScript.target(folder, "exec sleep 1000"), LocalLogin.PRUNE, LocalLogin.PRUNE.newReader());
        var end = process.run(started::countDown).toCompletableFuture();
        assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.lost("why")).isEqualTo(new Lost("why"));
        process.kill();
        assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(new Exited(137, "", ""));
    }

    @Test
    void a_program_that_cannot_be_run_is_missing() throws Exception {
        var file = Files.writeString(folder.resolve("text"), "no program");
        for (var program : List.of(folder.resolve("none"), file, folder, file.resolve("inside"))) {
            assertThat(end(SshProcess.plain(
                            ShellScript.targetWithProgram(program.toString()),
                            LocalLogin.PRUNE,
                            LocalLogin.PRUNE.newReader())))
                    .isInstanceOfSatisfying(
                            NotStarted.class,
                            missing -> assertThat(missing.failure()).isEqualTo(Failure.SSH_MISSING));
        }
    }

    private static CommandResult end(SshProcess process) throws Exception {
        return process.run(() -> {}).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
