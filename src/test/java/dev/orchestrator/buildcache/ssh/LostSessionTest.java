package dev.orchestrator.buildcache.ssh;

import static dev.orchestrator.buildcache.ssh.LocalLogin.PRUNE;
import static dev.orchestrator.buildcache.ssh.LocalLogin.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.ssh.SshRunner.EndNow;
import dev.orchestrator.buildcache.ssh.SshRunner.EndRun;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that end before their command does: what was sent and not answered is never sent again. */
class LostSessionTest extends InLocalLogin {
    /** A docker whose prune never ends. */
    private static final String HANGS = "echo \"$@\"; [ $1 = version ] || { echo $$ > prune; exec sleep 1000; }";

    @Test
    void a_command_whose_connection_ends_is_lost_with_sshs_last_words() throws Exception {
        login.docker("[ $1 = version ] || { echo progress >&2; echo $$ > prune; kill -9 $(cat shell);"
                + " exec sleep 1000; }");
        var runner = login.runner(
                "(echo $$ > shell; exec sh -c \"echo \\$\\$ > shell; $last\")",
                "echo 'Connection to build-01 closed by remote host.' >&2; exit 255");
        login.run(runner, VERSION, true);
        login.start(runner, PRUNE, false);
        var ended = login.next();
        assertThat(ended.result())
                .isEqualTo(new Lost(
                        Failure.HOST_UNREACHABLE,
                        "the connection ended before the command did: rc=255: Connection to build-01"
                                + " closed by remote host."));
        assertThat(ended.noSession()).isEmpty();
        login.processIn("prune").destroyForcibly();
        assertThat(login.connections()).hasSize(1);
        assertThat(login.asked()).containsExactly("version", "builder");
    }

    @Test
    void a_connection_that_ends_between_two_commands_is_followed_by_another() throws Exception {
        var runner = login.runner();
        login.run(runner, VERSION, true);
        var ssh = ProcessHandle.of(login.connections().get(0)).orElseThrow();
        ssh.destroyForcibly();
        LocalLogin.ends(ssh);
        Await.until("the runner knows", () -> {
            var ended = login.run(runner, VERSION, true).result();
            return ended instanceof Exited;
        });
        assertThat(login.connections()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"256", "-1", "", "x", "0 0"})
    void an_end_that_says_no_exit_code_is_no_answer(String code) throws Exception {
        var runner = login.kit.spawn(SshRunner.create(ShellScript.target(
                folder,
                "echo $$ > connections",
                "read n; printf '\\n%s ready\\n' $n; printf '\\n%s ready\\n' $n >&2",
                "read c; printf 'Total:\\t1GB\\n\\n%s " + code + "\\n' $n; printf '\\n%s\\n' $n >&2; read c")));
        assertThat(login.run(runner, PRUNE, true).result())
                .isEqualTo(new Lost("the host's end of the command can't be read"));
        login.connectionEnds(0);
    }

    @Test
    void an_end_that_comes_unasked_ends_the_connection() throws Exception {
        var runner = login.kit.spawn(SshRunner.create(ShellScript.target(
                folder,
                "echo $$ > connections; mkfifo go",
                "read n; printf '\\n%s ready\\n' $n; printf '\\n%s ready\\n' $n >&2",
                "read c; printf '\\n%s\\n' $n >&2; printf 'one\\n%s 0\\n' $n",
                "read x < go; printf 'Total:\\t1GB\\n\\n%s 0\\n' $n; read c")));
        assertThat(login.run(runner, VERSION, true).result()).isEqualTo(new Exited(0, "one", "", true));
        Files.writeString(folder.resolve("go"), "\n");
        login.connectionEnds(0);
    }

    @Test
    void when_time_is_up_the_connection_dies_and_the_next_run_has_another() throws Exception {
        login.docker(HANGS);
        var runner = login.runner();
        login.run(runner, VERSION, true);
        long id = login.start(runner, PRUNE, false);
        var prune = login.processIn("prune");
        runner.tell(new EndNow(id));
        var ended = login.next();
        assertThat(ended.result())
                .isInstanceOfSatisfying(
                        CutOff.class, cutOff -> assertThat(cutOff.reached()).isEqualTo(Reached.DOCKER));
        assertThat(ended.noSession()).isEmpty();
        LocalLogin.ends(prune);
        login.connectionEnds(0);
        assertThat(login.run(runner, VERSION, true).result())
                .isEqualTo(new Exited(0, "version --format {{json .}}\n", "", true));
        assertThat(login.asked()).containsExactly("version", "builder", "version");
    }

    @Test
    void stopping_the_runner_ends_a_connection_in_mid_command() throws Exception {
        login.docker(HANGS);
        var runner = login.runner();
        login.run(runner, VERSION, true);
        login.start(runner, PRUNE, false);
        var prune = login.processIn("prune");
        login.kit.stop(runner);
        assertThat(login.next().result()).isEqualTo(new Lost("the ssh runner was stopped"));
        LocalLogin.ends(prune);
        login.connectionEnds(0);
    }

    @Test
    void stopping_the_runner_ends_a_connection_that_waits_for_a_command() throws Exception {
        var runner = login.runner("trap '' TERM; sh -c \"$last\"; while :; do sleep 0.1; done");
        login.run(runner, VERSION, true);
        login.kit.stop(runner);
        login.connectionEnds(0);
    }

    @Test
    void a_run_that_is_over_takes_its_command_with_it() throws Exception {
        login.docker(HANGS);
        var runner = login.runner();
        login.start(runner, PRUNE, true);
        var prune = login.processIn("prune");
        runner.tell(EndRun.INSTANCE);
        assertThat(login.next().result()).isEqualTo(new Lost("its run is over"));
        LocalLogin.ends(prune);
    }

    @Test
    void a_command_in_the_place_of_another_ends_that_ones_connection() throws Exception {
        login.docker(HANGS);
        var runner = login.runner();
        login.start(runner, PRUNE, true);
        var prune = login.processIn("prune");
        login.start(runner, VERSION, true);
        assertThat(login.next().result()).isEqualTo(new Lost("another command took its place"));
        assertThat(login.next().result()).isInstanceOf(Exited.class);
        LocalLogin.ends(prune);
        assertThat(login.connections()).hasSize(2);
    }
}
