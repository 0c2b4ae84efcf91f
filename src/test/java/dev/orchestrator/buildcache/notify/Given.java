package dev.orchestrator.buildcache.notify;

import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand.BuilderPrune;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Tally;
import dev.orchestrator.buildcache.run.Verdict;
import dev.orchestrator.buildcache.schedule.Agenda;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.testkit.Targets;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Hosts and their runs, as they come to a {@link Notifier}. */
final class Given {
    static final ByteSize GB = new ByteSize(1L << 30);
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Given() {}

    static PrunerSettings host(String name) {
        return host(name, Optional.of(new Age("24h")));
    }

    static PrunerSettings host(String name, Optional<Age> until) {
        var target = Targets.to("10.0.0.5");
        return new PrunerSettings(
                name,
                true,
                new Schedule.Every(Duration.ofHours(6)),
                Optional.empty(),
                new BuilderPrune(until, false),
                Duration.ofMinutes(10),
                true,
                Optional.of(target));
    }

    static Run succeeded(ByteSize reclaimed) {
        return run(new Verdict(
                Outcome.SUCCEEDED, Optional.empty(), Optional.of(0), Optional.of(reclaimed), Optional.empty()));
    }

    static Run failed(String error) {
        return run(new Verdict(
                Outcome.FAILED,
                Optional.of(Failure.HOST_UNREACHABLE),
                Optional.of(255),
                Optional.empty(),
                Optional.of(error)));
    }

    static Run refused(String error) {
        return run(
                new Verdict(Outcome.REFUSED, Optional.empty(), Optional.of(0), Optional.empty(), Optional.of(error)));
    }

    static Run cutOff() {
        return run(Verdict.cutOff(Duration.ofMinutes(10)));
    }

    static Run unconfirmed() {
        return run(
                new Verdict(Outcome.UNCONFIRMED, Optional.empty(), Optional.of(0), Optional.empty(), Optional.empty()));
    }

    static Run run(Verdict verdict) {
        return new Run(START, START.plusMillis(1500), verdict);
    }

    /** What a pruner says when a run is over. */
    static Pruner.Changed ended(String host, Run run) {
        var status = new PrunerStatus(
                host(host),
                PrunerStatus.State.IDLE,
                false,
                Optional.of(run.start()),
                Tally.EMPTY.with(run),
                Optional.empty());
        return new Pruner.Changed(status, Optional.of(run));
    }

    /** What a pruner says when something else changes. */
    static Pruner.Changed changed(String host) {
        var agenda = Agenda.first(host(host).schedule(), Optional.empty(), START, Duration.ZERO);
        return new Pruner.Changed(PrunerStatus.atStart(host(host), agenda), Optional.empty());
    }
}
