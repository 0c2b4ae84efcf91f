package dev.orchestrator.buildcache.engine;

import dev.orchestrator.buildcache.demo.ToyDocker;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real sshd on this machine, for a benchmark. */
public final class RealHost implements AutoCloseable {
    /** What answers there as docker. */
    public enum Docker {
        /** A real, empty Docker Engine, this machine's own. */
        ENGINE,
        /** A script that answers at once, so that only ssh costs time. */
        SCRIPT
    }

    private static final String AT_ONCE = """
            if [ "$1" = version ]; then echo '%s'; else echo 'Total:	0B'; fi
            """.formatted(ToyDocker.VERSION.strip());

    private final Optional<RealEngine> engine;
    private final RealSshd sshd;

    /**
     * @param parent for its folders
     * @throws org.opentest4j.TestAbortedException if this machine lacks something
     */
    public static RealHost start(Path parent, Docker docker) {
        if (docker == Docker.SCRIPT) {
            Requirements.areMetForLogins(parent, List.of());
            return new RealHost(Optional.empty(), RealSshd.start(parent, Optional.of(AT_ONCE), "unix:///nonexistent"));
        }
        Requirements.areMet(EngineVersion.ENGINE_20, parent);
        var engine = RealEngine.start(EngineVersion.ENGINE_20, parent);
        var cli = engine.clis().findFirst().orElseThrow();
        return new RealHost(Optional.of(engine), RealSshd.with(cli, engine, parent));
    }

    private RealHost(Optional<RealEngine> engine, RealSshd sshd) {
        this.engine = engine;
        this.sshd = sshd;
    }

    public SshTarget target() {
        return sshd.target(RealSshd.ROOT);
    }

    /** How many there have been so far. */
    public long connections() {
        return sshd.connections(RealSshd.ROOT);
    }

    @Override
    public void close() {
        sshd.close();
        engine.ifPresent(RealEngine::close);
    }
}
