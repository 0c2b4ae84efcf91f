package dev.orchestrator.buildcache.ssh;

import static dev.orchestrator.buildcache.ssh.LocalLogin.PRUNE;
import static dev.orchestrator.buildcache.ssh.LocalLogin.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.ssh.SshRunner.EndRun;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** A run over one connection, as long as all is well with it. */
class SshSessionTest extends InLocalLogin {
    private static final String VERSION_SAID = "version --format {{json .}}\n";
    private static final String PRUNE_SAID = "builder prune -f --filter until=24h\n";

    @Test
    void the_commands_of_a_run_share_a_connection_and_each_has_an_end_of_its_own() {
        login.docker("echo \"$@\"; echo \"err $1\" >&2; [ $1 = version ] || exit 7");
        var runner = login.runner();
        var version = login.run(runner, VERSION, true);
        assertThat(version.result()).isEqualTo(new Exited(0, VERSION_SAID, "err version\n", true));
        assertThat(version.noSession()).isEmpty();
        assertThat(login.run(runner, PRUNE, true).result()).isEqualTo(new Exited(7, PRUNE_SAID, "err builder\n", true));
        assertThat(login.connections()).hasSize(1);
    }

    @Test
    void a_run_of_one_command_has_a_plain_connection() {
        var ended = login.run(login.runner(), PRUNE, false);
        assertThat(ended.result()).isEqualTo(new Exited(0, PRUNE_SAID, "err builder\n"));
        assertThat(ended.noSession()).isEmpty();
    }

    @Test
    void a_host_with_separate_connections_never_has_a_session() {
        var runner = login.kit.spawn(SshRunner.create(login.target().withSession(SessionMode.SEPARATE)));
        var version = login.run(runner, VERSION, true);
        assertThat(version.result()).isEqualTo(new Exited(0, VERSION_SAID, "err version\n"));
        assertThat(version.noSession()).isEmpty();
        assertThat(login.run(runner, PRUNE, false).result()).isEqualTo(new Exited(0, PRUNE_SAID, "err builder\n"));
        assertThat(login.connections()).hasSize(2);
    }

    @Test
    void after_the_last_command_of_a_run_its_connection_ends_and_the_next_run_has_its_own() throws Exception {
        var runner = login.runner();
        for (int round = 0; round < 2; round++) {
            login.run(runner, VERSION, true);
            login.run(runner, PRUNE, false);
            login.connectionEnds(round);
        }
        assertThat(login.connections()).hasSize(2);
        assertThat(login.asked()).containsExactly("version", "builder", "version", "builder");
    }

    @Test
    void a_run_that_ends_earlier_than_it_might_ends_its_connection_too() throws Exception {
        var runner = login.runner();
        login.run(runner, VERSION, true);
        runner.tell(EndRun.INSTANCE);
        login.connectionEnds(0);
        login.run(runner, VERSION, true);
        assertThat(login.connections()).hasSize(2);
    }

    @Test
    void a_connection_that_does_not_end_is_killed() throws Exception {
        var runner = login.runner("sh -c \"$last\"; trap '' TERM; while :; do sleep 0.1; done");
        login.run(runner, VERSION, true);
        runner.tell(EndRun.INSTANCE);
        login.connectionEnds(0);
    }

    @Test
    void what_a_login_prints_is_no_part_of_an_answer() {
        var runner = login.runner("echo Welcome; echo motd >&2; printf 'no newline'; printf 'none here' >&2");
        assertThat(login.run(runner, VERSION, true).result())
                .isEqualTo(new Exited(0, VERSION_SAID, "err version\n", true));
    }

    @Test
    void output_without_a_final_newline_comes_back_without_one() {
        login.docker("printf out; printf err >&2");
        assertThat(login.run(login.runner(), VERSION, true).result()).isEqualTo(new Exited(0, "out", "err", true));
    }

    @Test
    void a_code_of_255_is_the_commands_own() {
        login.docker("echo 'Connection refused' >&2; exit 255");
        assertThat(login.run(login.runner(), VERSION, true).result())
                .isEqualTo(new Exited(255, "", "Connection refused\n", true));
    }

    @Test
    void a_command_that_reads_gets_nothing_and_takes_no_other_command() {
        login.docker("cat; echo read");
        var runner = login.runner();
        assertThat(login.run(runner, VERSION, true).result()).isEqualTo(new Exited(0, "read\n", "", true));
        assertThat(login.run(runner, PRUNE, true).result()).isEqualTo(new Exited(0, "read\n", "", true));
    }

    @Test
    void a_child_left_behind_does_not_hold_the_answer_and_its_output_comes_with_the_next() throws Exception {
        login.docker("if [ $1 = version ]; then mkfifo go went; (read x < go; echo late; echo > went) & echo now; else"
                + " echo > go; read x < went; echo prune; fi");
        var runner = login.runner();
        assertThat(login.run(runner, VERSION, true).result()).isEqualTo(new Exited(0, "now\n", "", true));
        assertThat(login.run(runner, PRUNE, true).result()).isEqualTo(new Exited(0, "late\nprune\n", "", true));
    }

    @Test
    void stderr_that_ends_later_than_stdout_is_waited_for() {
        var runner = login.kit.spawn(SshRunner.create(ShellScript.target(
                folder,
                "read n; printf '\\n%s ready\\n' $n; printf '\\n%s ready\\n' $n >&2",
                "read c; printf 'out\\n%s 0\\n' $n; exec >&-; printf 'late' >&2; printf '\\n%s\\n' $n >&2; read c")));
        assertThat(login.run(runner, VERSION, true).result()).isEqualTo(new Exited(0, "out", "late", true));
    }

    /** Under names that the text has for its own variables, and with every variable exported. */
    @Test
    void the_nonce_is_neither_in_an_environment_nor_an_argument_of_a_command() throws Exception {
        login.docker("env; cat /proc/$PPID/environ /proc/$PPID/cmdline; ps -o args= -p $PPID");
        var runner = login.runner(
                "read n; echo $n > nonce",
                "export n=1 c=2 l=3 r=4",
                "(cat nonce; cat) | SHELLOPTS=allexport sh -c" + " \"$last\"; exit");
        var exited = (Exited) login.run(runner, VERSION, true).result();
        var nonce = Files.readString(folder.resolve("nonce")).strip();
        assertThat(nonce).matches("[0-9a-f]{32}");
        assertThat(exited.stdout()).contains("PATH=").doesNotContain(nonce);
        assertThat(exited.stderr()).doesNotContain(nonce);
    }

    @Test
    void each_session_has_a_nonce_of_its_own() throws Exception {
        var runner = login.runner("read n; echo $n >> nonces", "(echo $n; cat) | sh -c \"$last\"; exit");
        for (int round = 0; round < 2; round++) {
            login.run(runner, VERSION, false);
            login.run(runner, VERSION, true);
            runner.tell(EndRun.INSTANCE);
        }
        assertThat(Files.readAllLines(folder.resolve("nonces")).stream().filter(n -> n.length() == 32))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }
}
