package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.HostEvent.RunEnded;
import dev.orchestrator.buildcache.HostState;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Hosts and their runs, as they come to a {@link Notifier}. */
final class Given {
    static final ByteSize GB = new ByteSize(1_000_000_000);
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Optional<Age> UNTIL = Optional.of(new Age("24h"));

    private Given() {}

    static Run succeeded(ByteSize reclaimed) {
        return run(new Outcome.Succeeded(reclaimed));
    }

    static Run failed(String error) {
        return run(Runs.failed(Failure.HOST_UNREACHABLE, error));
    }

    static Run refused(String objection) {
        return run(new Outcome.Refused(objection));
    }

    static Run cutOff() {
        return run(Outcome.Unknown.timeout(Duration.ofMinutes(10)));
    }

    static Run unconfirmed() {
        return run(new Outcome.Unconfirmed());
    }

    static Run run(Outcome outcome) {
        return new Run(START, START.plusMillis(1500), outcome);
    }

    /** What a pruner says when a run is over. */
    static RunEnded ended(String host, Run run) {
        return ended(host, run, UNTIL);
    }

    static RunEnded ended(String host, Run run, Optional<Age> until) {
        return new RunEnded(host, state(Optional.of(run.start()), Tally.EMPTY.with(run)), until);
    }

    /** What a pruner says when something else changes. */
    static HostEvent changed(String host) {
        return new HostEvent.StateChanged(host, state(Optional.empty(), Tally.EMPTY));
    }

    private static HostState state(Optional<Instant> lastStart, Tally tally) {
        return new HostState(HostState.State.IDLE, false, lastStart, tally, Optional.empty(), Optional.empty());
    }
}
