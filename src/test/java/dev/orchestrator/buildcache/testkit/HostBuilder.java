package dev.orchestrator.buildcache.testkit;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.PrunePolicy;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.util.Optional;

/**
 * Builds the settings of a host; a test sets only what matters to it. By default, the host is enabled and is pruned
 * every six hours of cache older than 24 h, with a preflight, a time limit of ten minutes and no retries.
 */
public final class HostBuilder {
    public static final BuilderPrune PRUNE = BuilderPrune.olderThan(new Age("24h"));

    private final String name;
    private boolean enabled = true;
    private Schedule schedule = new Schedule.Every(Duration.ofHours(6));
    private Optional<Duration> retryAfter = Optional.empty();
    private BuilderPrune prune = PRUNE;
    private boolean preflight = true;
    private boolean completeChains = false;
    private Duration timeLimit = Duration.ofMinutes(10);
    private Optional<Duration> probeTimeLimit = Optional.empty();
    private Optional<SshTarget> target = Optional.of(SshTarget.to("build-01"));

    private HostBuilder(String name) {
        this.name = name;
    }

    /** Reached as build-01, unless the test says otherwise. */
    public static HostBuilder host(String name) {
        return new HostBuilder(name);
    }

    /** Named as ssh reaches it. */
    public static HostBuilder at(SshTarget target) {
        return host(target.host()).reachedBy(target);
    }

    public HostBuilder disabled() {
        enabled = false;
        return this;
    }

    public HostBuilder enabled(boolean isEnabled) {
        enabled = isEnabled;
        return this;
    }

    public HostBuilder every(Duration interval) {
        return on(new Schedule.Every(interval));
    }

    public HostBuilder on(Schedule when) {
        schedule = when;
        return this;
    }

    public HostBuilder retryAfter(Duration wait) {
        retryAfter = Optional.of(wait);
        return this;
    }

    public HostBuilder prune(BuilderPrune what) {
        prune = what;
        return this;
    }

    public HostBuilder anyAge() {
        return prune(new BuilderPrune(Optional.empty(), false));
    }

    public HostBuilder timeLimit(Duration limit) {
        timeLimit = limit;
        return this;
    }

    /** Of commands that only read; by default, that of the run. */
    public HostBuilder probeTimeLimit(Duration limit) {
        probeTimeLimit = Optional.of(limit);
        return this;
    }

    public HostBuilder withoutPreflight() {
        return preflight(false);
    }

    public HostBuilder preflight(boolean asks) {
        preflight = asks;
        return this;
    }

    /** Whether what an engine leaves of its chains is removed by name; by default not, so that a run is short. */
    public HostBuilder completesChains() {
        completeChains = true;
        return this;
    }

    public HostBuilder reachedBy(SshTarget way) {
        target = Optional.of(way);
        return this;
    }

    public HostBuilder nowhere() {
        target = Optional.empty();
        return this;
    }

    public PrunerSettings settings() {
        return new PrunerSettings(
                name,
                enabled,
                schedule,
                retryAfter,
                new PrunePolicy(prune, preflight, completeChains, timeLimit, probeTimeLimit.orElse(timeLimit)),
                target);
    }
}
