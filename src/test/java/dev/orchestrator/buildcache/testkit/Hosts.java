package dev.orchestrator.buildcache.testkit;

import static dev.orchestrator.buildcache.testkit.HostBuilder.host;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.schedule.Cron;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SessionMode;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.IntStream;

/** Hosts in various states, for tests of their presentation. */
public final class Hosts {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");

    private static final Duration INTERVAL = Duration.ofHours(6);

    private Hosts() {}

    /** Before its first run. */
    public static KnownHost fresh(String name) {
        return KnownHost.fresh(reached(name).settings(), START);
    }

    /** Disabled. */
    public static KnownHost disabled(String name) {
        return KnownHost.fresh(reached(name).disabled().settings(), START);
    }

    /** At two every night in Berlin, and again 10 min after a failure. */
    public static KnownHost byCron(String name) {
        var schedule = new Schedule.At(new Cron("0 2 * * *", ZoneId.of("Europe/Berlin")));
        var settings =
                reached(name).on(schedule).retryAfter(Duration.ofMinutes(10)).anyAge();
        return KnownHost.fresh(settings.settings(), schedule.first(START, Duration.ZERO));
    }

    /** Without a target. */
    public static KnownHost nowhere(String name) {
        return KnownHost.fresh(reached(name).nowhere().settings(), START);
    }

    /** In a state, with nothing else known. */
    public static KnownHost in(State state, String name) {
        return in(state, fresh(name));
    }

    /** The same host in another state. */
    public static KnownHost in(State state, KnownHost host) {
        var next = Optional.of(START.plus(INTERVAL));
        return host.in(
                state,
                state == State.RUNNING ? next : host.status().lastStart(),
                state == State.PAUSED ? Optional.empty() : next);
    }

    /** After runs, one after the other. */
    public static KnownHost after(String name, Run... runs) {
        var host = fresh(name);
        for (var run : runs) {
            host = host.after(run, run.start().plus(INTERVAL));
        }
        return host;
    }

    /** This many runs that succeeded, one an hour from {@link #START}, of one byte each. */
    public static Run[] hourly(int runs) {
        return IntStream.range(0, runs)
                .mapToObj(i -> Runs.succeeded(later(i), 1))
                .toArray(Run[]::new);
    }

    /** Hours after {@link #START}. */
    public static Instant later(int hours) {
        return START.plus(Duration.ofHours(hours));
    }

    public static HostBuilder reached(String name) {
        return host(name)
                .reachedBy(new SshTarget(
                        "ssh",
                        "10.0.0.5",
                        Optional.of("prune"),
                        Optional.of(2222),
                        Optional.of("/keys/id"),
                        Optional.empty(),
                        HostKeyChecking.YES,
                        Duration.ofSeconds(10),
                        SessionMode.SHARED));
    }
}
