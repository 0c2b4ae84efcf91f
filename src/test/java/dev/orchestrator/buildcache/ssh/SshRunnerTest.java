package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.ssh.SshRunner.EndNow;
import dev.orchestrator.buildcache.ssh.SshRunner.Ended;
import dev.orchestrator.buildcache.ssh.SshRunner.Run;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshRunnerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<Ended> replies = kit.createTestProbe(Ended.class);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws Exception {
        kit.shutdownTestKit();
    }

    @Test
    void a_command_is_given_to_ssh_whole_and_its_end_comes_back() throws Exception {
        var runner = spawn("for last; do :; done", "echo \"$last\"", "echo oops >&2", "exit 7");
        run(runner);
        assertThat(result()).isEqualTo(new Exited(7, "docker version --format '{{json .}}'\n", "oops\n"));
    }

    @Test
    void it_runs_one_command_after_the_other() throws Exception {
        var runner = spawn("echo $$");
        run(runner);
        var first = result();
        run(runner);
        assertThat(result()).isInstanceOf(Exited.class).isNotEqualTo(first);
    }

    @Test
    void a_program_that_is_not_there_is_not_started() throws Exception {
        run(kit.spawn(SshRunner.create(ShellScript.targetWithProgram("/nonexistent/ssh"))));
        assertThat(result())
                .isInstanceOfSatisfying(
                        NotStarted.class,
                        notStarted -> assertThat(notStarted.reason())
                                .contains("/nonexistent/ssh", "No such file or directory"));
    }

    @Test
    void a_program_that_may_not_be_executed_is_not_started() throws Exception {
        var file = Files.writeString(folder.resolve("plain"), "no program");
        run(kit.spawn(SshRunner.create(ShellScript.targetWithProgram(file.toString()))));
        assertThat(result())
                .isInstanceOfSatisfying(
                        NotStarted.class,
                        notStarted -> assertThat(notStarted.reason()).contains("Permission denied"));
    }

    @Test
    void when_time_is_up_the_process_and_its_children_die_even_if_they_ignore_the_request() throws Exception {
        var runner = spawn(
                "trap '' TERM",
                "sh -c 'trap \"\" TERM; echo $$ > child; while :; do sleep 0.1; done' &",
                "echo $$ > parent; wait; wait");
        var id = run(runner);
        var parent = pidIn("parent");
        var child = pidIn("child");
        runner.tell(new EndNow(id));
        assertThat(result())
                .isInstanceOfSatisfying(
                        CutOff.class, cutOff -> assertThat(cutOff.reached()).isEqualTo(Reached.NOT_KNOWN));
        assertThat(ends(parent)).isTrue();
        assertThat(ends(child)).isTrue();
    }

    @Test
    void when_time_is_up_a_child_that_outlives_its_parent_dies_too() throws Exception {
        var runner = spawn(
                "sh -c 'trap \"\" TERM; echo $$ > child; while :; do sleep 0.1; done' &", "echo $$ > parent; wait");
        var id = run(runner);
        pidIn("parent");
        var child = pidIn("child");
        runner.tell(new EndNow(id));
        assertThat(result())
                .isInstanceOfSatisfying(
                        CutOff.class, cutOff -> assertThat(cutOff.reached()).isEqualTo(Reached.NOT_KNOWN));
        assertThat(ends(child)).isTrue();
    }

    @Test
    void time_that_is_up_for_another_command_ends_nothing() throws Exception {
        var runner = spawn("mkfifo go; echo $$ > parent; read it < go; exit 3");
        long id = run(runner);
        pidIn("parent");
        runner.tell(new EndNow(id - 1));
        Files.writeString(folder.resolve("go"), "go\n");
        assertThat(result()).isEqualTo(new Exited(3, "", ""));
    }

    @Test
    void stopping_the_runner_kills_the_process() throws Exception {
        var runner = spawn("trap '' TERM", "echo $$ > parent", "while :; do sleep 0.1; done");
        run(runner);
        var process = pidIn("parent");
        kit.stop(runner);
        assertThat(ends(process)).isTrue();
        assertThat(result()).isInstanceOf(Lost.class);
    }

    @Test
    void a_crash_kills_the_process_tells_who_waits_and_the_next_command_runs() throws Exception {
        var supervised = Behaviors.supervise(SshRunner.create(
                        ShellScript.target(folder, "echo $$ > parent", "[ -e again ] || exec sleep 1000")))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(10), Duration.ofMillis(10), 0));
        var runner = kit.spawn(supervised);
        run(runner);
        var process = pidIn("parent");
        runner.tell(new Run(2L, null, null, false, replies.getRef()));
        assertThat(result()).isEqualTo(new Lost("the ssh runner broke down and was restarted"));
        assertThat(ends(process)).isTrue();
        Files.createFile(folder.resolve("again"));
        run(runner);
        assertThat(result()).isEqualTo(new Exited(0, "", ""));
    }

    @Test
    void a_command_in_the_place_of_another_ends_that_one() throws Exception {
        var runner = spawn("echo $$ > parent", "[ -e again ] || exec sleep 1000");
        var first = run(runner);
        var process = pidIn("parent");
        Files.createFile(folder.resolve("again"));
        var second = run(runner);
        var lost = replies.receiveMessage(PATIENCE);
        assertThat(lost).isEqualTo(new Ended(first, new Lost("another command took its place")));
        assertThat(ends(process)).isTrue();
        assertThat(replies.receiveMessage(PATIENCE)).isEqualTo(new Ended(second, new Exited(0, "", "")));
    }

    @Test
    void somebody_who_keeps_the_streams_open_does_not_keep_the_command_from_ending() throws Exception {
        var runner = spawn("echo out; echo err >&2", "sleep 1000 & echo $! > child", "exit 4");
        run(runner);
        assertThat(result()).isEqualTo(new Exited(4, "out\n", "err\n"));
        ProcessHandle.of(pidIn("child").pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void endless_output_is_read_to_its_end_and_its_last_part_kept() throws Exception {
        var runner = spawn(
                "yes 0123456789 | head -c 20000000; echo; echo 'Total:\t1B'",
                "echo first >&2; yes noise | head -c 20000000 >&2; echo >&2; echo last >&2");
        run(runner);
        assertThat(result()).isInstanceOfSatisfying(Exited.class, exited -> {
            assertThat(exited.stdout()).endsWith("\nTotal:\t1B\n").hasSizeBetween(65_000, 65_536);
            assertThat(exited.stderr())
                    .startsWith("first\n")
                    .endsWith("\nlast\n")
                    .hasSizeLessThan(16_400);
        });
    }

    private long commands;

    private ActorRef<SshRunner.Command> spawn(String... script) {
        return kit.spawn(SshRunner.create(ShellScript.target(folder, script)));
    }

    private long run(ActorRef<SshRunner.Command> runner) {
        long id = ++commands;
        runner.tell(new Run(id, new DockerVersion(), false, replies.getRef()));
        return id;
    }

    private CommandResult result() {
        return replies.receiveMessage(PATIENCE).result();
    }

    /** The process whose id a script writes into this file. */
    private ProcessHandle pidIn(String file) {
        return replies.awaitAssert(PATIENCE, () -> {
            var text = Files.readString(folder.resolve(file));
            assertThat(text).endsWith("\n");
            return ProcessHandle.of(Long.parseLong(text.strip())).orElseThrow();
        });
    }

    private static boolean ends(ProcessHandle process) throws Exception {
        process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return true;
    }
}
