package dev.orchestrator.buildcache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.orchestrator.buildcache.demo.EmbeddedSshHost;
import dev.orchestrator.buildcache.demo.ToyDocker;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.ssh.SessionMode;
import dev.orchestrator.buildcache.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A login that prints something to stdout before each command, where each command has an ssh of its own. */
class NoisyLoginIT {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    private Path directory;

    @AfterAll
    static void shutDown() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001B]0;prune@build-01: ~\u0007",
                "\u001B]2;build-01\u001B\\\u001B[?2004l",
                "no newline after this: ",
                "Total reclaimed space: 9GB\n",
                "{\"level\":\"info\"}\n"
            })
    void a_healthy_host_is_pruned(String noise) throws Exception {
        var docker = new ToyDocker(InstantSource.system(), Duration.ofDays(2));
        var outcome = run(noise, docker::run);
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(outcome.reclaimed()).isNotEqualTo(Optional.of(new ByteSize(9_000_000_000L)));
    }

    @Test
    void a_report_that_only_the_login_prints_is_not_believed() throws Exception {
        var docker = new ToyDocker(InstantSource.system(), Duration.ZERO);
        var outcome = run(
                "Total reclaimed space: 9GB\n",
                (line, out, err) -> line.contains("prune") ? 0 : docker.run(line, out, err));
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.UNCONFIRMED);
    }

    private Outcome run(String noise, EmbeddedSshHost.Shell shell) throws Exception {
        var ssh = new RealSsh(directory);
        try (var host = ssh.host((line, out, err) -> {
            out.write(noise.getBytes(UTF_8));
            return shell.run(line, out, err);
        })) {
            return RealSsh.run(KIT, ssh.target(host).withSession(SessionMode.SEPARATE))
                    .outcome();
        }
    }
}
