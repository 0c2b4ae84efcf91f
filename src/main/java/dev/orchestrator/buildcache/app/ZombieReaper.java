package dev.orchestrator.buildcache.app;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reaps orphans where the program is process 1, as in a container without an init: what ssh leaves behind is then the
 * program's child, and stays a zombie unless somebody waits for it. The JVM waits only for what it started itself.
 */
final class ZombieReaper extends AbstractBehavior<ZombieReaper.Look> {
    enum Look {
        INSTANCE
    }

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final long INIT = 1;
    /** waitpid(2). */
    private static final int WNOHANG = 1;

    /** At the last look. The JVM reaps its own children at once, so one that is still there is nobody's. */
    private Set<Long> seen = Set.of();

    /** Whether the program is process 1, and so has to. */
    static boolean isNeeded() {
        return ProcessHandle.current().pid() == INIT;
    }

    static Behavior<Look> create() {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(ZombieReaper.class);
            timers.startTimerWithFixedDelay(Look.INSTANCE, BETWEEN_LOOKS);
            return new ZombieReaper(context);
        }));
    }

    private ZombieReaper(ActorContext<Look> context) {
        super(context);
    }

    @Override
    public Receive<Look> createReceive() {
        return newReceiveBuilder().onMessage(Look.class, look -> onLook()).build();
    }

    private Behavior<Look> onLook() {
        var zombies = ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .filter(ZombieReaper::isZombie)
                .collect(Collectors.toSet());
        try {
            zombies.stream().filter(seen::contains).forEach(ZombieReaper::reap);
        } catch (LinkageError e) { // no JNA, or no folder for its native part
            getContext()
                    .getLog()
                    .warn(
                            "as process 1, the program can't reap orphans here; run it under an init, as docker run --init"
                                    + " does: {}",
                            e.toString());
            return Behaviors.stopped();
        }
        seen = zombies;
        return this;
    }

    /** proc_pid_stat(5): the state comes after the name, which is in parentheses and may contain some. */
    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException gone) {
            return false;
        }
    }

    private static void reap(long pid) {
        NativeLibrary.getProcess().getFunction("waitpid").invokeInt(new Object[] {(int) pid, null, WNOHANG});
    }
}
