package dev.orchestrator.buildcache.ssh;

import static dev.orchestrator.buildcache.ssh.LocalLogin.PRUNE;
import static dev.orchestrator.buildcache.ssh.LocalLogin.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.ssh.SshRunner.EndNow;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hosts that can't have a session: their runs have a connection per command, and nothing runs twice. */
class WithoutSessionTest extends InLocalLogin {
    /** The gate of version 1.0's README: it compares the whole command. */
    private static final String GATE = """
            SSH_ORIGINAL_COMMAND=$last
            case "$SSH_ORIGINAL_COMMAND" in
              "docker version --format '{{json .}}'") exec docker version --format '{{json .}}' ;;
              "docker builder prune -f --filter until=24h") exec docker builder prune -f --filter until=24h ;;
              *) echo "not allowed" >&2; exit 126 ;;
            esac""";

    private static final String WHY_GATE = "ssh ended before the remote sh was ready: rc=126: not allowed";

    @Test
    void a_gate_that_compares_the_command_is_used_as_before_and_that_is_logged_once() {
        var runner = login.runner(GATE);
        LoggingTestKit.info("gets a connection per command, for a day: " + WHY_GATE)
                .withOccurrences(1)
                .expect(login.kit.system(), () -> {
                    for (int round = 0; round < 2; round++) {
                        var version = login.run(runner, VERSION, true);
                        assertThat(version.result())
                                .isEqualTo(new Exited(0, "version --format {{json .}}\n", "err version\n"));
                        assertThat(version.noSession()).contains(WHY_GATE);
                        assertThat(login.run(runner, PRUNE, false).result())
                                .isEqualTo(new Exited(0, "builder prune -f --filter until=24h\n", "err builder\n"));
                    }
                    return null;
                });
        assertThat(login.connections())
                .as("one in vain, and one for each command")
                .hasSize(5);
        assertThat(login.asked()).containsExactly("version", "builder", "version", "builder");
    }

    @Test
    void a_session_is_tried_again_after_a_day() {
        login.close();
        login = new LocalLogin(folder, ManualTime.config());
        var runner = login.runner("[ -e open ] || {\n" + GATE + "\n}");
        assertThat(login.run(runner, VERSION, true).noSession()).isPresent();
        login.docker("echo \"$@\"");
        folder.resolve("open").toFile().mkdir();

        ManualTime.get(login.kit.system()).timePasses(Duration.ofHours(24).minusSeconds(1));
        assertThat(login.run(runner, VERSION, true).noSession()).isPresent();
        ManualTime.get(login.kit.system()).timePasses(Duration.ofSeconds(1));
        var again = login.run(runner, VERSION, true);
        assertThat(again.noSession()).isEmpty();
        assertThat(again.result()).isEqualTo(new Exited(0, "version --format {{json .}}\n", "", true));
    }

    @Test
    void a_host_without_sh_answers_plain_commands() {
        var runner = login.runner("case $last in exec*) echo 'exec: not found' >&2; exit 127 ;; esac");
        var version = login.run(runner, VERSION, true);
        assertThat(version.result())
                .isInstanceOfSatisfying(
                        Exited.class, e -> assertThat(e.framed()).isFalse());
        assertThat(version.noSession()).contains("ssh ended before the remote sh was ready: rc=127: exec: not found");
    }

    @Test
    void a_login_script_that_reads_takes_the_nonce_and_no_command() throws Exception {
        var runner = login.kit.spawn(
                SshRunner.create(login.target("read line; echo \"read $line\" >> eaten"), Duration.ofMillis(500)));
        var version = login.run(runner, VERSION, true);
        assertThat(version.result()).isEqualTo(new Exited(0, "version --format {{json .}}\n", "err version\n"));
        assertThat(version.noSession()).contains("the remote sh wasn't ready within 0 s");
        login.connectionEnds(0);
        assertThat(login.run(runner, PRUNE, false).noSession()).isPresent();
        assertThat(login.asked()).containsExactly("version", "builder");
        assertThat(folder.resolve("eaten")).content().doesNotContain("docker");
    }

    @Test
    void a_login_that_takes_longer_than_the_run_may_is_cut_off_and_the_next_run_is_plain() throws Exception {
        var runner = login.runner("echo $$ > eats; cat");
        long id = login.start(runner, VERSION, true);
        var eater = login.processIn("eats");
        runner.tell(new EndNow(id));
        var ended = login.next();
        assertThat(ended.result())
                .isInstanceOfSatisfying(
                        CutOff.class, cutOff -> assertThat(cutOff.reached()).isEqualTo(Reached.NOBODY));
        assertThat(ended.noSession()).contains("the remote sh wasn't ready when time was up");
        LocalLogin.ends(eater);
        assertThat(login.run(runner, VERSION, true).result())
                .isEqualTo(new Exited(0, "version --format {{json .}}\n", "err version\n"));
        assertThat(login.asked()).containsExactly("version");
    }

    @Test
    void a_failure_of_ssh_itself_is_told_as_such_and_not_tried_twice() {
        var runner = login.runner("echo 'ssh: connect to host h port 22: Connection refused' >&2; exit 255");
        var ended = login.run(runner, VERSION, true);
        assertThat(ended.result())
                .isEqualTo(new Exited(255, "", "ssh: connect to host h port 22: Connection refused\n"));
        assertThat(ended.noSession()).isEmpty();
        assertThat(login.connections()).hasSize(1);
    }

    @Test
    void an_ssh_that_is_not_there_is_not_started() {
        var runner = login.kit.spawn(SshRunner.create(ShellScript.targetWithProgram("/nonexistent/ssh")));
        var ended = login.run(runner, VERSION, true);
        assertThat(ended.result()).isInstanceOf(NotStarted.class);
        assertThat(ended.noSession()).isEmpty();
    }
}
