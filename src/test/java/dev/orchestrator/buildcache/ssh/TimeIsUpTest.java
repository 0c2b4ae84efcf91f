package dev.orchestrator.buildcache.ssh;

import static dev.orchestrator.buildcache.ssh.LocalLogin.PRUNE;
import static dev.orchestrator.buildcache.ssh.LocalLogin.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.ssh.SshRunner.Command;
import dev.orchestrator.buildcache.ssh.SshRunner.EndNow;
import dev.orchestrator.buildcache.testkit.Await;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A time limit that passes when the command has just ended: the runner is told both at once, the limit first, as happens
 * after the machine slept. The result wins. And what is said of a command that has none.
 */
class TimeIsUpTest extends InLocalLogin {
    private static final Set<String> OF_THE_PROCESS = Set.of("Gone", "Said");

    /** How many messages of processes were held back. */
    private final AtomicInteger held = new AtomicInteger();

    @Test
    void a_result_of_a_session_that_is_there_wins() {
        var runner = login.kit.spawn(limitFirst(SshRunner.create(login.target()), 4));
        long id = login.start(runner, VERSION, true);
        Await.until("the answer is there", () -> held.get() == 2);
        runner.tell(new EndNow(id));
        assertThat(login.next().result())
                .isEqualTo(new Exited(0, "version --format {{json .}}\n", "err version\n", true));
    }

    @Test
    void a_result_of_a_plain_ssh_that_is_there_wins() {
        var runner = login.kit.spawn(limitFirst(SshRunner.create(login.target()), 0));
        long id = login.start(runner, PRUNE, false);
        Await.until("the answer is there", () -> held.get() == 1);
        runner.tell(new EndNow(id));
        assertThat(login.next().result())
                .isEqualTo(new Exited(0, "builder prune -f --filter until=24h\n", "err builder\n"));
    }

    @Test
    void a_session_that_becomes_ready_when_time_is_up_gets_no_command() throws Exception {
        var runner = login.kit.spawn(limitFirst(SshRunner.create(login.target()), 0));
        long id = login.start(runner, VERSION, true);
        Await.until("it is ready", () -> held.get() == 2);
        runner.tell(new EndNow(id));
        assertThat(login.next().result())
                .isInstanceOfSatisfying(
                        CutOff.class, cutOff -> assertThat(cutOff.reached()).isEqualTo(Reached.NOBODY));
        assertThat(login.asked()).isEmpty();
        login.connectionEnds(0);
    }

    @Test
    void the_next_command_after_a_result_that_won_has_a_connection_of_its_own() {
        var runner = login.kit.spawn(limitFirst(SshRunner.create(login.target()), 4));
        long id = login.start(runner, VERSION, true);
        Await.until("the answer is there", () -> held.get() == 2);
        runner.tell(new EndNow(id));
        login.next();
        assertThat(login.run(runner, PRUNE, false).result())
                .isEqualTo(new Exited(0, "builder prune -f --filter until=24h\n", "err builder\n"));
        assertThat(login.connections()).hasSize(2);
    }

    @Test
    void what_was_on_stderr_before_a_cut_off_comes_with_it() {
        var runner = login.kit.spawn(SshRunner.create(
                ShellScript.target(folder, "echo 'waiting for a lock' >&2; echo $$ > began; exec sleep 1000")));
        long id = login.start(runner, PRUNE, false);
        login.processIn("began");
        runner.tell(new EndNow(id));
        assertThat(login.next().result()).isInstanceOfSatisfying(CutOff.class, cutOff -> {
            assertThat(cutOff.reached()).isEqualTo(Reached.NOT_KNOWN);
            assertThat(cutOff.end().stderr()).isEqualTo("waiting for a lock\n");
        });
    }

    @Test
    void what_a_session_said_before_a_cut_off_comes_with_it() throws Exception {
        login.docker("trap '' TERM; echo 'waiting for a lock' >&2; echo $$ > began; while :; do sleep 0.1; done");
        var runner = login.runner();
        long id = login.start(runner, VERSION, true);
        login.processIn("began");
        runner.tell(new EndNow(id));
        assertThat(login.next().result()).isInstanceOfSatisfying(CutOff.class, cutOff -> {
            assertThat(cutOff.reached()).isEqualTo(Reached.DOCKER);
            assertThat(cutOff.end().stderr()).startsWith("waiting for a lock\n");
        });
        assertThat(Files.exists(folder.resolve("began"))).isTrue();
    }

    /** Passes on what processes say only after the time limit, except this many messages: in a session, 2 make it ready. */
    private Behavior<Command> limitFirst(Behavior<Command> runner, int except) {
        return Behaviors.intercept(() -> new LimitFirst(held, except - 2), runner);
    }

    private static final class LimitFirst extends BehaviorInterceptor<Command, Command> {
        private final AtomicInteger held;
        private final List<Command> waiting = new ArrayList<>();
        private int passing;
        private boolean isTimeUp;

        LimitFirst(AtomicInteger held, int passing) {
            super(Command.class);
            this.held = held;
            this.passing = passing;
        }

        @Override
        public Behavior<Command> aroundReceive(
                TypedActorContext<Command> context, Command message, ReceiveTarget<Command> target) {
            if (!isTimeUp && OF_THE_PROCESS.contains(message.getClass().getSimpleName()) && passing-- <= 0) {
                waiting.add(message);
                held.incrementAndGet();
                return Behaviors.same();
            }
            var next = target.apply(context, message);
            if (message instanceof EndNow) {
                isTimeUp = true;
                for (var late : waiting) {
                    next = target.apply(context, late);
                }
            }
            return next;
        }
    }
}
