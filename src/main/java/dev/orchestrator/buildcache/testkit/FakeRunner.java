package dev.orchestrator.buildcache.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.util.function.Function;

/**
 * Replaces {@link SshRunner}, so that an orchestrator can test its own actors with a real {@link
 * dev.orchestrator.buildcache.Pruner} and Akka's {@code ManualTime}, but without a process or a host. Every command is
 * answered immediately.
 */
public final class FakeRunner {
    private static final String DOCKER_ENGINE = "{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}\n";

    private FakeRunner() {}

    /**
     * A Docker Engine whose prune ends with exit code 0.
     *
     * @param report what the prune writes to stdout, such as {@code Total reclaimed space: 2.3GB}
     * @return the third argument of {@code Pruner.create}
     */
    public static Function<SshTarget, Behavior<SshRunner.Command>> pruning(String report) {
        return answering(command -> new Exited(0, command instanceof DockerVersion ? DOCKER_ENGINE : report, ""));
    }

    /**
     * A host that answers each command with the result of this function.
     *
     * @param host called in the runner's actor; must not block
     * @return the third argument of {@code Pruner.create}
     */
    public static Function<SshTarget, Behavior<SshRunner.Command>> answering(
            Function<RemoteCommand<?>, CommandResult> host) {
        return target -> Behaviors.receiveMessage(message -> {
            if (message instanceof SshRunner.Run run) {
                var result = host.apply(run.command());
                if (result instanceof Exited exited) {
                    var stdout = exited.stdout().getBytes(UTF_8);
                    run.reader().take(stdout, 0, stdout.length);
                }
                run.replyTo().tell(new SshRunner.Ended(run.id(), result));
            }
            return Behaviors.same();
        });
    }
}
