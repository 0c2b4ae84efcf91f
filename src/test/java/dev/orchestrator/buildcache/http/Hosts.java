package dev.orchestrator.buildcache.http;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.PrunerStatus.State;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand.BuilderPrune;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.run.Verdict;
import dev.orchestrator.buildcache.schedule.Agenda;
import dev.orchestrator.buildcache.schedule.Cron;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** What hosts can look like, for tests of how it is shown. */
final class Hosts {
    static final Instant START = Instant.parse("2026-01-01T00:00:00.250Z");

    private static final Duration INTERVAL = Duration.ofHours(6);

    private Hosts() {}

    /** Before its first run. */
    static PrunerStatus fresh(String name) {
        return atStart(settings(name, true));
    }

    /** Switched off. */
    static PrunerStatus disabled(String name) {
        return atStart(settings(name, false));
    }

    /** At two every night in Berlin, and again 10 min after a failure. */
    static PrunerStatus byCron(String name) {
        var schedule = new Schedule.At(new Cron("0 2 * * *", ZoneId.of("Europe/Berlin")));
        var usual = settings(name, true);
        return atStart(new PrunerSettings(
                name,
                true,
                schedule,
                Optional.of(Duration.ofMinutes(10)),
                new BuilderPrune(Optional.empty(), false),
                usual.timeLimit(),
                true,
                usual.target()));
    }

    /** Without anything to reach it by. */
    static PrunerStatus nowhere(String name) {
        var usual = settings(name, true);
        return atStart(new PrunerSettings(
                name,
                true,
                usual.schedule(),
                usual.retryAfter(),
                usual.prune(),
                usual.timeLimit(),
                true,
                Optional.empty()));
    }

    /** In a state, with nothing else known. */
    static PrunerStatus in(State state, String name) {
        return in(state, fresh(name));
    }

    /** The same host in another state. */
    static PrunerStatus in(State state, PrunerStatus host) {
        return new PrunerStatus(
                host.settings(),
                state,
                state == State.PAUSED,
                state == State.RUNNING ? Optional.of(START.plus(INTERVAL)) : host.lastStart(),
                host.tally(),
                state == State.PAUSED ? Optional.empty() : Optional.of(START.plus(INTERVAL)));
    }

    /** After runs, one after the other. */
    static PrunerStatus after(String name, Run... runs) {
        var tally = Tally.EMPTY;
        for (var run : runs) {
            tally = tally.with(run);
        }
        var last = runs[runs.length - 1].start();
        return new PrunerStatus(
                settings(name, true), State.IDLE, false, Optional.of(last), tally, Optional.of(last.plus(INTERVAL)));
    }

    static Run succeeded(Instant start, long bytes) {
        return run(start, Outcome.SUCCEEDED, Optional.empty(), Optional.of(bytes), Optional.empty());
    }

    static Run failed(Instant start, String error) {
        return run(start, Outcome.FAILED, Optional.of(Failure.OTHER), Optional.empty(), Optional.of(error));
    }

    static Run ended(Instant start, Outcome outcome) {
        return run(start, outcome, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** One that took 2.5 s. */
    private static Run run(
            Instant start, Outcome outcome, Optional<Failure> failure, Optional<Long> bytes, Optional<String> error) {
        return new Run(
                start,
                start.plusMillis(2500),
                new Verdict(
                        outcome, failure, Optional.of(failure.isPresent() ? 1 : 0), bytes.map(ByteSize::new), error));
    }

    private static PrunerStatus atStart(PrunerSettings settings) {
        return PrunerStatus.atStart(
                settings, Agenda.first(settings.schedule(), settings.retryAfter(), START, Duration.ZERO));
    }

    static PrunerSettings settings(String name, boolean enabled) {
        var target = new SshTarget(
                "ssh",
                "10.0.0.5",
                Optional.of("prune"),
                Optional.of(2222),
                Optional.of("/keys/id"),
                Optional.empty(),
                HostKeyChecking.YES,
                Duration.ofSeconds(10));
        return new PrunerSettings(
                name,
                enabled,
                new Schedule.Every(INTERVAL),
                Optional.empty(),
                new BuilderPrune(Optional.of(new Age("24h")), false),
                Duration.ofMinutes(10),
                true,
                Optional.of(target));
    }
}
