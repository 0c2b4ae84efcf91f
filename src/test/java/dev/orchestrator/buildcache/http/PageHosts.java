package dev.orchestrator.buildcache.http;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/** Hosts as they are right now, for a page whose clock nobody can set. */
final class PageHosts {
    /** As Docker counts: 1000³ bytes. */
    static final long GB = 1_000_000_000;

    private PageHosts() {}

    /** Its last run was a good one. */
    static KnownHost well(String name, double gb) {
        return idle(name, succeeded(minutesAgo(60), gb));
    }

    /** It had this many good runs, the last an hour ago. */
    static KnownHost withHistory(String name, int runs) {
        return idle(
                name,
                IntStream.range(0, runs)
                        .mapToObj(i -> succeeded(minutesAgo(60 * (runs - i)), i % 7 + 0.5))
                        .toArray(Run[]::new));
    }

    /** After a good run, this many failed. */
    static KnownHost failing(String name, Failure failure, String error, int times) {
        var host = idle(name, succeeded(minutesAgo(60 * (times + 1)), 1));
        for (int i = 0; i < times; i++) {
            var run = run(minutesAgo(60 * (times - i)), Runs.failed(failure, error));
            host = host.after(run, run.start().plus(Duration.ofHours(6)));
        }
        return host;
    }

    static KnownHost refused(String name) {
        return ended(name, Runs.some(Outcome.Kind.REFUSED));
    }

    static KnownHost ended(String name, Outcome outcome) {
        return idle(name, run(minutesAgo(60), outcome));
    }

    static KnownHost idle(String name, Run... runs) {
        return in(State.IDLE, Hosts.after(name, runs));
    }

    /** The same host in another state. It runs since now; its next run is in five hours. */
    static KnownHost in(State state, KnownHost host) {
        boolean none = state == State.PAUSED || state == State.DISABLED;
        return host.in(
                state,
                state == State.RUNNING
                        ? Optional.of(Instant.now())
                        : host.status().lastStart(),
                none ? Optional.empty() : Optional.of(Instant.now().plus(Duration.ofHours(5))));
    }

    /** The same host, which runs since now, and was paused since. */
    static KnownHost pausedWhileRunning(KnownHost host) {
        return host.pausedWhileRunning(Instant.now());
    }

    /** The same host after one more run. */
    static KnownHost after(KnownHost host, Run run) {
        return host.after(run, Instant.now().plus(Duration.ofHours(6)));
    }

    static Run succeeded(Instant start, double gb) {
        return run(start, Runs.succeeded((long) (gb * GB)));
    }

    private static Run run(Instant start, Outcome outcome) {
        return new Run(start, start.plusMillis(12_400), outcome);
    }

    static Instant minutesAgo(int minutes) {
        return Instant.now().minus(Duration.ofMinutes(minutes));
    }
}
