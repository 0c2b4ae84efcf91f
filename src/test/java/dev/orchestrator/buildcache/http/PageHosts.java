package dev.orchestrator.buildcache.http;

import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.PrunerStatus.State;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Verdict;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/** Hosts as they are right now, for a page whose clock nobody can set. */
final class PageHosts {
    static final long GB = 1L << 30;

    private PageHosts() {}

    /** Its last run was a good one. */
    static PrunerStatus well(String name, double gb) {
        return idle(name, succeeded(minutesAgo(60), gb));
    }

    /** It had this many good runs, the last an hour ago. */
    static PrunerStatus withHistory(String name, int runs) {
        return idle(
                name,
                IntStream.range(0, runs)
                        .mapToObj(i -> succeeded(minutesAgo(60 * (runs - i)), i % 7 + 0.5))
                        .toArray(Run[]::new));
    }

    /** After a good run, this many failed. */
    static PrunerStatus failing(String name, Failure failure, String error, int times) {
        var failed = IntStream.range(0, times)
                .mapToObj(i -> run(
                        minutesAgo(60 * (times - i)), Outcome.FAILED, Optional.of(failure), Optional.empty(), error));
        var good = succeeded(minutesAgo(60 * (times + 1)), 1);
        return idle(
                name,
                java.util.stream.Stream.concat(java.util.stream.Stream.of(good), failed)
                        .toArray(Run[]::new));
    }

    static PrunerStatus refused(String name) {
        return ended(name, Outcome.REFUSED, "refused: its docker is Podman, where this command deletes images");
    }

    static PrunerStatus ended(String name, Outcome outcome, String error) {
        return idle(name, run(minutesAgo(60), outcome, Optional.empty(), Optional.empty(), error));
    }

    static PrunerStatus idle(String name, Run... runs) {
        return in(State.IDLE, Hosts.after(name, runs));
    }

    /** The same host in another state. It runs since now; its next run is in five hours. */
    static PrunerStatus in(State state, PrunerStatus host) {
        boolean none = state == State.PAUSED || state == State.DISABLED;
        return new PrunerStatus(
                host.settings(),
                state,
                state == State.PAUSED,
                state == State.RUNNING ? Optional.of(Instant.now()) : host.lastStart(),
                host.tally(),
                none ? Optional.empty() : Optional.of(Instant.now().plus(Duration.ofHours(5))));
    }

    /** The same host after one more run. */
    static PrunerStatus after(PrunerStatus host, Run run) {
        return new PrunerStatus(
                host.settings(),
                State.IDLE,
                false,
                Optional.of(run.start()),
                host.tally().with(run),
                Optional.of(Instant.now().plus(Duration.ofHours(6))));
    }

    static Run succeeded(Instant start, double gb) {
        return run(start, Outcome.SUCCEEDED, Optional.empty(), Optional.of(gb), null);
    }

    private static Run run(
            Instant start, Outcome outcome, Optional<Failure> failure, Optional<Double> gb, String error) {
        var verdict = new Verdict(
                outcome,
                failure,
                Optional.of(failure.isPresent() ? 1 : 0),
                gb.map(size -> new ByteSize((long) (size * GB))),
                Optional.ofNullable(error));
        return new Run(start, start.plusMillis(12_400), verdict);
    }

    static Instant minutesAgo(int minutes) {
        return Instant.now().minus(Duration.ofMinutes(minutes));
    }
}
