package dev.orchestrator.buildcache;

import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.ssh.SshRunner;
import dev.orchestrator.buildcache.ssh.SshRunner.EndNow;
import dev.orchestrator.buildcache.ssh.SshRunner.Ended;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Replaces an {@link SshRunner}: a host whose runs succeed or fail at random, with a seed. It only counts, so its
 * memory does not grow with the number of runs.
 */
public final class SeededHost {

    /** The course of a run. */
    private enum Fate {
        PRUNES,
        SAYS_NOTHING,
        UNREACHABLE,
        FAILS,
        IS_PODMAN,
        HANGS,
        CRASHES_THE_RUNNER
    }

    /** Counts for all hosts of a fleet. */
    public static final class Together {
        public int underWay;
        public int mostAtOnce;
    }

    public int starts;
    public int mostAtOnce;
    public Duration shortestGap = FakeHost.NEVER;
    public Duration longestGap = Duration.ZERO;

    private final InstantSource clock;
    private final Together together;
    private final RandomGenerator random;
    private final Duration longestCommand;
    private final boolean alwaysHangs;

    private Instant lastStart;
    private Fate fate = Fate.PRUNES;
    private SshRunner.Run current;
    private int underWay;

    private record Answer(SshRunner.Run run, CommandResult result) {}

    /** @param longestCommand maximum duration of a command; zero: all replies are immediate, and nothing hangs */
    public SeededHost(
            InstantSource clock,
            Together together,
            RandomGenerator random,
            Duration longestCommand,
            boolean alwaysHangs) {
        this.clock = clock;
        this.together = together;
        this.random = random;
        this.longestCommand = longestCommand;
        this.alwaysHangs = alwaysHangs;
        this.lastStart = clock.instant();
    }

    /** A pruner of this host. */
    public Behavior<Pruner.Command> pruner(PrunerSettings settings, Surroundings surroundings) {
        return Pruner.create(settings, surroundings, target -> runner());
    }

    /** Includes the time since the last run. */
    public Duration longestGapUpTo(Instant now) {
        var gap = Duration.between(lastStart, now);
        return gap.compareTo(longestGap) > 0 ? gap : longestGap;
    }

    private Behavior<SshRunner.Command> runner() {
        return Behaviors.<Object>withTimers(timers -> Behaviors.receive(Object.class)
                        .onMessage(SshRunner.Run.class, run -> onRun(timers, run))
                        .onMessage(Answer.class, answer -> answer(answer.run, answer.result))
                        .onMessage(EndNow.class, endNow -> onEndNow(timers, endNow))
                        .onMessage(SshRunner.EndRun.class, end -> Behaviors.same())
                        .onSignal(PreRestart.class, signal -> answer(current, new Lost("the runner crashed")))
                        .build())
                .narrow();
    }

    private Behavior<Object> onRun(TimerScheduler<Object> timers, SshRunner.Run run) {
        if (run.command() instanceof DockerVersion) {
            onStart();
        }
        current = run;
        mostAtOnce = Math.max(mostAtOnce, ++underWay);
        together.mostAtOnce = Math.max(together.mostAtOnce, ++together.underWay);
        boolean isPrune = !(run.command() instanceof DockerVersion);
        if (isPrune && fate == Fate.CRASHES_THE_RUNNER) {
            throw new IllegalStateException("crash");
        } else if (longestCommand.isZero()) {
            return answer(run, result(isPrune));
        } else if (!isPrune || fate != Fate.HANGS) {
            var takes = Duration.ofMillis(1 + random.nextLong(longestCommand.toMillis()));
            timers.startSingleTimer(run.id(), new Answer(run, result(isPrune)), takes);
        }
        return Behaviors.same();
    }

    private void onStart() {
        var now = clock.instant();
        var gap = Duration.between(lastStart, now);
        longestGap = longestGapUpTo(now);
        shortestGap = starts > 0 && gap.compareTo(shortestGap) < 0 ? gap : shortestGap;
        lastStart = now;
        starts++;
        fate = alwaysHangs ? Fate.HANGS : draw();
    }

    private Fate draw() {
        int chance = random.nextInt(1000);
        return chance < 900
                ? Fate.PRUNES
                : chance < 930
                        ? Fate.UNREACHABLE
                        : chance < 960
                                ? Fate.FAILS
                                : chance < 975
                                        ? Fate.SAYS_NOTHING
                                        : chance < 990
                                                ? Fate.IS_PODMAN
                                                : chance < 998 ? Fate.HANGS : Fate.CRASHES_THE_RUNNER;
    }

    private CommandResult result(boolean isPrune) {
        if (fate == Fate.UNREACHABLE) {
            return new Exited(255, "", "ssh: connect to host build port 22: Connection timed out");
        } else if (!isPrune) {
            return new Exited(0, fate == Fate.IS_PODMAN ? "podman" : FakeHost.DOCKER_ENGINE, "");
        } else if (fate == Fate.FAILS) {
            return new Exited(1, "", "failed to prune: no space left on device " + random.nextInt(1000));
        }
        long bytes = random.nextLong(1 << 20);
        return new Exited(0, fate == Fate.SAYS_NOTHING ? "" : "Total reclaimed space: " + bytes + "kB\n", "");
    }

    private Behavior<Object> onEndNow(TimerScheduler<Object> timers, EndNow endNow) {
        if (current != null && current.id() == endNow.id()) {
            timers.cancel(endNow.id());
            answer(current, new CutOff(Reached.DOCKER));
        }
        return Behaviors.same();
    }

    private Behavior<Object> answer(SshRunner.Run run, CommandResult result) {
        if (run != null && run == current) {
            current = null;
            underWay--;
            together.underWay--;
            run.replyTo().tell(new Ended(run.id(), result));
        }
        return Behaviors.same();
    }
}
