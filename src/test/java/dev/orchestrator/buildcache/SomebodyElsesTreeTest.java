package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.testkit.ShellScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pruner in another program's actor tree: spawned without supervision beside another child, and watched. A parent
 * that doesn't handle {@code Terminated} dies, so the test notices if the pruner ever stops.
 */
class SomebodyElsesTreeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<String> sibling = kit.createTestProbe(String.class);
    private final TestProbe<HostEvent> ended = kit.createTestProbe(HostEvent.class);
    private final TestProbe<PrunerStatus> statuses = kit.createTestProbe(PrunerStatus.class);
    private final AtomicReference<ActorRef<SshRunner.Command>> runner = new AtomicReference<>();

    @TempDir
    private Path folder;

    /** The parent's messages: texts for the sibling, and commands for the pruner. */
    private record Say(String word) {}

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void ssh_is_missing() {
        var tree = tree(ShellScript.targetWithProgram("/nonexistent/ssh"));
        assertThat(outcome()).isEqualTo(Outcome.Kind.FAILED);
        assertUnharmed(tree);
    }

    @Test
    void ssh_fails() {
        var tree = tree(ShellScript.target(folder, "echo 'Connection refused' >&2; exit 255"));
        assertThat(outcome()).isEqualTo(Outcome.Kind.FAILED);
        assertUnharmed(tree);
    }

    @Test
    void ssh_prints_garbage() {
        var tree = tree(ShellScript.target(folder, "head -c 3000000 /dev/urandom; head -c 3000000 /dev/urandom >&2"));
        assertThat(outcome()).isEqualTo(Outcome.Kind.REFUSED);
        assertUnharmed(tree);
    }

    @Test
    void ssh_hangs() {
        var tree = tree(ShellScript.target(folder, "exec sleep 1000"));
        assertThat(outcome()).isEqualTo(Outcome.Kind.FAILED);
        assertUnharmed(tree);
    }

    @Test
    void ssh_is_killed() throws Exception {
        var hangs = ShellScript.target(
                folder,
                "for last; do :; done; case $last in 'exec sh'*) exit 126 ;; esac",
                "echo $$ > pid; exec sleep 1000");
        var tree = tree(hangs, Duration.ofMinutes(5));
        pid().destroyForcibly();
        assertThat(outcome()).isEqualTo(Outcome.Kind.FAILED);
        assertUnharmed(tree);
    }

    @Test
    void the_ssh_runner_crashes_during_a_run() throws Exception {
        var tree = tree(ShellScript.target(folder, "echo $$ > pid; exec sleep 1000"), Duration.ofMinutes(5));
        var ssh = pid();
        runner.get().tell(new SshRunner.Run(1L, null, null, false, kit.system().ignoreRef()));
        assertThat(outcome()).isEqualTo(Outcome.Kind.FAILED);
        ssh.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertUnharmed(tree);
    }

    @Test
    void stopping_the_pruner_during_a_run_ends_its_ssh_promptly() throws Exception {
        tree(
                ShellScript.target(folder, "trap '' TERM; echo $$ > pid; while :; do sleep 0.1; done"),
                Duration.ofMinutes(5));
        var ssh = pid();
        var stopping = Instant.now();
        kit.shutdownTestKit();
        ssh.onExit().get(5, TimeUnit.SECONDS);
        assertThat(Duration.between(stopping, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    private ActorRef<Object> tree(SshTarget target) {
        return tree(target, Duration.ofSeconds(1));
    }

    private ActorRef<Object> tree(SshTarget target, Duration timeLimit) {
        return tree(Pruner.create(
                settings(target, timeLimit),
                Surroundings.alone(InstantSource.system(), ended.getRef()),
                this::remembered));
    }

    private ActorRef<Object> tree(Behavior<Pruner.Command> pruner) {
        return kit.spawn(Behaviors.setup(context -> {
            Behavior<String> echo = Behaviors.receiveMessage(word -> {
                sibling.getRef().tell(word);
                return Behaviors.same();
            });
            var other = context.spawn(echo, "sibling");
            var child = context.spawn(pruner, "pruner");
            context.watch(child);
            context.watch(other);
            return Behaviors.receive(Object.class)
                    .onMessage(Say.class, say -> {
                        other.tell(say.word);
                        return Behaviors.same();
                    })
                    .onMessage(Pruner.GetStatus.class, get -> {
                        child.tell(get);
                        return Behaviors.same();
                    })
                    .build();
        }));
    }

    private Behavior<SshRunner.Command> remembered(SshTarget target) {
        return Behaviors.setup(context -> {
            runner.set(context.getSelf());
            return SshRunner.create(target);
        });
    }

    private Outcome.Kind outcome() {
        return EndedRuns.next(ended, PATIENCE).outcome().kind();
    }

    private ProcessHandle pid() throws Exception {
        return statuses.awaitAssert(PATIENCE, () -> {
            var text = Files.readString(folder.resolve("pid"));
            assertThat(text).endsWith("\n");
            return ProcessHandle.of(Long.parseLong(text.strip())).orElseThrow();
        });
    }

    /** The parent, the sibling and the pruner all still answer, and the pruner is ready for the next run. */
    private void assertUnharmed(ActorRef<Object> tree) {
        tree.tell(new Say("still here"));
        sibling.expectMessage(PATIENCE, "still here");
        tree.tell(new Pruner.GetStatus(statuses.getRef()));
        assertThat(statuses.receiveMessage(PATIENCE).nextRun()).isPresent();
    }

    private static PrunerSettings settings(SshTarget target, Duration timeLimit) {
        return HostBuilder.at(target)
                .every(Duration.ofSeconds(2))
                .timeLimit(timeLimit)
                .settings();
    }
}
