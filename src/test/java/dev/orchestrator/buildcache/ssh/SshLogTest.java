package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.ssh.SshRunner.EndNow;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** ssh's own words come in a file, and the file goes with the process. */
class SshLogTest extends InLocalLogin {
    /** A script's beginning: it keeps the name of the file that ssh's log is to go to. */
    private static final String LOG = "[ \"$1\" = -E ] || exit 99; log=$2; echo \"$log\" > log; ";

    @Test
    void what_ssh_says_is_apart_from_what_the_host_says() throws Exception {
        var exited = (Exited) result(LOG + "echo 'Connection refused' >> \"$log\"; echo host >&2; echo out; exit 255");
        assertThat(exited).isEqualTo(new Exited(255, "out\n", "host\n", "Connection refused\n", false));
        assertThat(log()).doesNotExist();
    }

    @Test
    void a_log_of_any_length_is_read_in_part() throws Exception {
        var exited = (Exited) result(LOG + "yes 'a line' | head -n 1000000 >> \"$log\"; exit 255");
        assertThat(exited.ssh()).startsWith("a line\n").hasSizeLessThan(20_000);
    }

    @Test
    void only_this_user_can_read_it() throws Exception {
        result(LOG + "ls -l \"$log\" > mode");
        assertThat(folder.resolve("mode")).content().startsWith("-rw-------");
    }

    @Test
    void it_is_gone_after_a_program_that_cannot_be_started() throws Exception {
        var before = logs();
        login.run(
                login.kit.spawn(SshRunner.create(ShellScript.targetWithProgram("/nonexistent/ssh"))),
                LocalLogin.PRUNE,
                false);
        var left = logs();
        left.removeAll(before);
        Await.until("no other file is left", () -> left.stream().noneMatch(Files::exists));
    }

    @Test
    void it_is_gone_after_a_process_that_was_killed() throws Exception {
        var runner = login.kit.spawn(
                SshRunner.create(ShellScript.target(folder, LOG + "trap '' TERM; while :; do sleep 0.1; done")));
        long id = login.start(runner, LocalLogin.PRUNE, false);
        Await.until("it has begun", () -> Files.exists(folder.resolve("log")) && Files.exists(log()));
        runner.tell(new EndNow(id));
        assertThat(login.next().result()).isInstanceOf(CutOff.class);
        Await.until("the file is gone", () -> Files.notExists(log()));
    }

    @Test
    void it_is_gone_when_the_runner_is_stopped() throws Exception {
        var runner = login.kit.spawn(SshRunner.create(ShellScript.target(folder, LOG + "exec sleep 1000")));
        login.start(runner, LocalLogin.PRUNE, false);
        Await.until("it has begun", () -> Files.exists(folder.resolve("log")) && Files.exists(log()));
        login.kit.stop(runner);
        assertThat(log()).as("at once, since the program may be ending").doesNotExist();
    }

    /** A session has one too, as long as it lives. */
    @Test
    void what_ends_a_session_is_told_by_ssh() throws Exception {
        var runner = login.runner(
                LOG + "(exec sh -c \"echo \\$\\$ > shell; $last\")",
                "echo 'Timeout, server not responding.' >> \"$log\"; exit 255");
        login.docker("kill -9 $(cat shell); exec sleep 1000");
        var lost = login.run(runner, LocalLogin.PRUNE, true).result();
        assertThat(lost.toString()).contains("rc=255: Timeout, server not responding.");
    }

    private Object result(String script) {
        return login.run(login.kit.spawn(SshRunner.create(ShellScript.target(folder, script))), LocalLogin.PRUNE, false)
                .result();
    }

    private Path log() {
        return Path.of(read("log"));
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> logs() throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.toString().endsWith(".ssh-log"))
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }
}
