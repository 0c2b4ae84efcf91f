package dev.orchestrator.buildcache.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.cache.CacheRecord;
import dev.orchestrator.buildcache.cache.Closure;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.EngineTime;
import dev.orchestrator.buildcache.docker.ListCache;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo and the tests over ssh rely on this simulation being like Docker. */
class ToyDockerTest {
    private static final RemoteCommand<?> PRUNE = BuilderPrune.olderThan(new Age("1m"));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ToyDocker docker = new ToyDocker(() -> now, Duration.ofMinutes(1));
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void it_identifies_as_docker_engine() throws IOException {
        assertThat(docker.run(new DockerVersion().line(), stdout, stderr)).isZero();
        assertThat(text(stdout)).contains("\"Name\":\"Engine\"").endsWith("}\n").hasLineCount(1);
    }

    @Test
    void it_removes_what_is_older_than_the_age_and_reports_it_as_docker_does() throws IOException {
        now = now.plusSeconds(3).plusMillis(1);
        assertThat(docker.run(PRUNE.line(), stdout, stderr)).isZero();
        assertThat(text(stdout))
                .matches("Deleted build cache objects:\n([a-z0-9]{25}\n){3}\n"
                        + "Total reclaimed space: [0-9.]{1,5}[kMGT]?B\n");
        assertThat(text(stderr)).isEmpty();
    }

    @Test
    void it_lists_what_it_removes_and_tells_its_time() throws IOException {
        now = now.plusSeconds(3).plusMillis(1);
        docker.run(new ListCache(Optional.empty()).line(), stdout, stderr);
        var listed = new ListCache(Optional.empty()).read(text(stdout)).orElseThrow();
        stdout.reset();
        docker.run(new EngineTime(Optional.empty()).line(), stdout, stderr);
        var time = new EngineTime(Optional.empty()).read(text(stdout)).orElseThrow();
        stdout.reset();
        docker.run(PRUNE.line(), stdout, stderr);
        assertThat(time).isEqualTo(now);
        assertThat(new Closure(listed, time.minusSeconds(60), false).taken().map(CacheRecord::id))
                .hasSize(3)
                .allMatch(id -> text(stdout).contains(id));
    }

    @Test
    void with_nothing_old_enough_it_reports_zero() throws IOException {
        assertThat(docker.run(PRUNE.line(), stdout, stderr)).isZero();
        assertThat(text(stdout)).isEqualTo("Total reclaimed space: 0B\n");
    }

    @ParameterizedTest
    @CsvSource({"docker image prune -f", "docker builder prune -fa", "docker builder prune -f; reboot", "rm -rf /"})
    void it_rejects_commands_that_the_pruner_never_sends(String line) throws IOException {
        assertThat(docker.run(line, stdout, stderr)).isEqualTo(127);
        assertThat(text(stdout)).isEmpty();
        assertThat(text(stderr)).isEqualTo("sh: 1: " + line.split(" ")[0] + ": not found\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "264, 264B",
        "1000, 1kB",
        "8224, 8.224kB",
        "1982520, 1.983MB",
        "96354096, 96.35MB",
        "929500000, 929.5MB",
        "999999, 1000kB",
        "2300000000, 2.3GB",
        "1235000000000, 1.235TB"
    })
    void sizes_are_written_as_go_units_writes_them(long bytes, String written) {
        assertThat(ToyDocker.humanSize(bytes)).isEqualTo(written);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
