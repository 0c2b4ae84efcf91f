package dev.orchestrator.buildcache.ssh;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** Whether the runs of a host can have a session. A host that can't is asked again after {@link #RETRY_AFTER}. */
final class SessionAvailability {
    static final Duration RETRY_AFTER = Duration.ofDays(1);

    private final SshTarget target;
    private final Consumer<Duration> timer;
    private final Supplier<Logger> log;
    private Optional<String> obstacle = Optional.empty();

    /** @param timer starts a timer after which {@link #tryAgain} is to be called */
    SessionAvailability(SshTarget target, Consumer<Duration> timer, Supplier<Logger> log) {
        this.target = target;
        this.timer = timer;
        this.log = log;
    }

    /** Whether to open one for a run of several commands. */
    boolean isWanted() {
        return target.session() == SessionMode.SHARED && obstacle.isEmpty();
    }

    /** Why the host can't have one; empty if it can, as far as is known, or if the settings don't ask for one. */
    Optional<String> obstacle() {
        return obstacle;
    }

    void notHad(String reason) {
        obstacle = Optional.of(reason);
        timer.accept(RETRY_AFTER);
        log.get().info("{} gets a connection per command, for a day: {}", target.destination(), reason);
    }

    void tryAgain() {
        obstacle = Optional.empty();
    }
}
