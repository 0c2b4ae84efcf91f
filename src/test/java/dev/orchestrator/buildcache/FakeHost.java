package dev.orchestrator.buildcache;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshRunner.EndNow;
import dev.orchestrator.buildcache.ssh.SshRunner.Ended;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Replaces an {@link SshRunner}: a host with configurable replies and delays. */
public final class FakeHost {
    public static final Duration NEVER = Duration.ofDays(200);

    static final String DOCKER_ENGINE = "{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}\n";

    /** A command that reached the host. */
    public record Received(Instant at, RemoteCommand<?> command) {}

    private record Answer(SshRunner.Run run, CommandResult result) {}

    public final List<Received> received = new ArrayList<>();
    public int underWay;
    public int mostAtOnce;
    int endedEarly;

    private final InstantSource clock;
    private Duration after;
    private Function<RemoteCommand<?>, CommandResult> reaction;
    private Optional<CommandResult> onEndNow = Optional.of(new CutOff(Reached.DOCKER));
    private SshRunner.Run first;
    private SshRunner.Run current;

    public FakeHost(InstantSource clock) {
        this.clock = clock;
        prunes("Total reclaimed space: 0B\n");
    }

    /** Makes it a Docker Engine whose prune writes this and exits with 0. */
    public void prunes(String stdout) {
        reacts(Duration.ZERO, command -> new Exited(0, command instanceof DockerVersion ? DOCKER_ENGINE : stdout, ""));
    }

    /** Makes it a Docker Engine whose prune has this result. */
    public void prunesLike(CommandResult result) {
        reacts(Duration.ZERO, command -> command instanceof DockerVersion ? new Exited(0, DOCKER_ENGINE, "") : result);
    }

    /** Sets the result of every command, and its delay. An exception crashes the runner. */
    public void reacts(Duration after, Function<RemoteCommand<?>, CommandResult> reaction) {
        this.after = after;
        this.reaction = reaction;
    }

    /** Sets how long each command takes. */
    public void takes(Duration time) {
        after = time;
    }

    public List<Instant> startsOf(Class<? extends RemoteCommand<?>> command) {
        return received.stream()
                .filter(r -> command.isInstance(r.command))
                .map(Received::at)
                .toList();
    }

    /** A pruner of this host. */
    public Behavior<Pruner.Command> pruner(PrunerSettings settings, Surroundings surroundings) {
        return Pruner.create(settings, surroundings, this::runner);
    }

    Behavior<SshRunner.Command> runner(SshTarget target) {
        return Behaviors.<Object>withTimers(timers -> {
                    underWay = 0;
                    return Behaviors.receive(Object.class)
                            .onMessage(SshRunner.Run.class, run -> onRun(timers, run))
                            .onMessage(Answer.class, answer -> onAnswer(answer.run, answer.result))
                            .onMessage(EndNow.class, endNow -> onEndNow(timers))
                            .onMessage(SshRunner.EndRun.class, end -> Behaviors.same())
                            .build();
                })
                .narrow();
    }

    /** Stops all replies, even when a command is ended. */
    void isSilent() {
        takes(NEVER);
        onEndNow = Optional.empty();
    }

    /** Sets the result of a command that is ended early. */
    void answersEndNowWith(CommandResult result) {
        onEndNow = Optional.of(result);
    }

    /** Answers the first command that was received, however late. */
    void answerFirst(CommandResult result) {
        first.replyTo().tell(new Ended(first.id(), result));
    }

    private Behavior<Object> onRun(TimerScheduler<Object> timers, SshRunner.Run run) {
        received.add(new Received(clock.instant(), run.command()));
        underWay++;
        mostAtOnce = Math.max(mostAtOnce, underWay);
        current = run;
        first = first == null ? run : first;
        var result = reaction.apply(run.command());
        if (after.isZero()) {
            return onAnswer(run, result);
        }
        timers.startSingleTimer(run.id(), new Answer(run, result), after);
        return Behaviors.same();
    }

    private Behavior<Object> onAnswer(SshRunner.Run run, CommandResult result) {
        underWay--;
        if (result instanceof Exited exited) {
            var stdout = exited.stdout().getBytes(UTF_8);
            run.reader().take(stdout, 0, stdout.length);
        }
        run.replyTo().tell(new Ended(run.id(), result));
        return Behaviors.same();
    }

    private Behavior<Object> onEndNow(TimerScheduler<Object> timers) {
        endedEarly++;
        timers.cancelAll();
        onEndNow.ifPresent(result -> onAnswer(current, result));
        return Behaviors.same();
    }
}
