package dev.orchestrator.buildcache.testkit;

import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.util.Optional;

/** Ordinary targets. */
public final class Targets {
    private Targets() {}

    public static SshTarget to(String host) {
        return to(host, "ssh");
    }

    /** @param program used instead of ssh */
    public static SshTarget to(String host, String program) {
        return new SshTarget(
                program,
                host,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HostKeyChecking.YES,
                Duration.ofSeconds(10));
    }
}
