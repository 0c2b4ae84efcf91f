package dev.orchestrator.buildcache.engine;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.HostEvent;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.demo.ToyDocker;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.testkit.HostBuilder;
import dev.orchestrator.buildcache.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A real sshd with a script in the place of docker, which notes what it was asked for. */
final class LoginHost implements AutoCloseable {
    static final String VERSION = "version --format {{json .}}";
    static final String CONTEXT = "context inspect --format {{json .Endpoints.docker.Host}}";
    static final String PRUNE = "builder prune -f --filter until=24h";
    static final ByteSize RECLAIMED = new ByteSize(1_983_000);

    /** Longer than a host may take to be ready for a session. */
    private static final Duration TIME_LIMIT = Duration.ofMinutes(5);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String DOCKER = """
            echo "$*" >> %1$s/asked
            if [ "$1" = version ]; then
              echo '%2$s'
            elif [ "$1" = context ]; then
              echo '"unix:///var/run/docker.sock"'
            elif [ -e %1$s/fails ]; then
              echo 'permission denied while trying to connect to the Docker daemon socket' >&2
              exit 3
            else
              echo 'Total:	1.983MB'
            fi
            """;

    /** @param separateConnections why the run didn't share a connection */
    record Ended(Outcome outcome, Optional<String> separateConnections) {}

    private final Path notes;
    private final RealSshd sshd;

    /** @param parent for its folders */
    static LoginHost start(Path parent, Login login) {
        try {
            return new LoginHost(parent, login);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LoginHost(Path parent, Login login) throws IOException {
        notes = Files.createTempDirectory(parent, "notes");
        Files.setPosixFilePermissions(notes, PosixFilePermissions.fromString("rwxrwxrwx"));
        var docker = DOCKER.formatted(notes, ToyDocker.VERSION.strip());
        sshd = RealSshd.start(parent, DebianRoot.MACHINE, Optional.of(docker), "unix:///nonexistent", login);
    }

    /** A pruner that has its first run at once, and others when it is told to. */
    Pruning start(ActorTestKit actors) {
        return start(actors, HostBuilder.PRUNE);
    }

    private Pruning start(ActorTestKit actors, BuilderPrune prune) {
        var probe = actors.createTestProbe(HostEvent.class);
        var settings = HostBuilder.at(sshd.target(RealSshd.PRUNE))
                .every(Duration.ofDays(1))
                .prune(prune)
                .timeLimit(TIME_LIMIT)
                .probeTimeLimit(Duration.ofSeconds(60))
                .settings();
        return new Pruning(actors, actors.spawn(Pruner.create(settings, InstantSource.system(), probe.ref())), probe);
    }

    /** One run of a new pruner. */
    Ended run(ActorTestKit actors) {
        return run(actors, HostBuilder.PRUNE);
    }

    Ended run(ActorTestKit actors, BuilderPrune prune) {
        try (var pruning = start(actors, prune)) {
            return pruning.next();
        }
    }

    record Pruning(ActorTestKit actors, ActorRef<Pruner.Command> pruner, TestProbe<HostEvent> probe)
            implements AutoCloseable {
        /** Waits for the end of a run. */
        Ended next() {
            while (true) {
                if (probe.receiveMessage(PATIENCE) instanceof HostEvent.RunEnded ended) {
                    return new Ended(ended.run().outcome(), ended.state().separateConnections());
                }
            }
        }

        Ended again() {
            pruner.tell(new Pruner.RunNow(actors.system().ignoreRef()));
            return next();
        }

        @Override
        public void close() {
            actors.stop(pruner);
        }
    }

    void makePruneFail() {
        try {
            Files.createFile(notes.resolve("fails"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What docker was asked for so far. */
    List<String> asked() {
        try {
            var path = notes.resolve("asked");
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String inHome(String file) {
        return sshd.inHome(file);
    }

    long connections() {
        return sshd.connections(RealSshd.PRUNE);
    }

    @Override
    public void close() {
        sshd.close();
    }
}
