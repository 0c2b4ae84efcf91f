package dev.orchestrator.buildcache.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestrator.buildcache.demo.EmbeddedSshHost.Shell;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.PrunePolicy;
import dev.orchestrator.buildcache.run.RunPlan;
import dev.orchestrator.buildcache.run.Step;
import dev.orchestrator.buildcache.testkit.Steps;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The result of a run on each host of the demo, without ssh. */
class ToyHostTest {
    private static final BuilderPrune PRUNE = BuilderPrune.olderThan(new Age("5s"));

    @ParameterizedTest
    @ValueSource(strings = {"build-01", "build-02", "build-03"})
    void three_hosts_have_something_to_reclaim(String name) throws Exception {
        var outcome = run(name);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.SUCCEEDED);
        assertThat(outcome.reclaimed().orElseThrow().bytes()).isPositive();
    }

    @Test
    void their_caches_grow_at_different_paces() throws Exception {
        assertThat(reclaimed("build-02") * 5).isLessThan(reclaimed("build-01"));
        assertThat(reclaimed("build-01") * 2).isLessThan(reclaimed("build-03"));
    }

    private static long reclaimed(String name) throws Exception {
        return run(name).reclaimed().orElseThrow().bytes();
    }

    @Test
    void a_host_without_a_daemon_fails_as_a_real_one_does() throws Exception {
        var outcome = run("no-daemon");
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
        assertThat(outcome.failure()).contains(Failure.DOCKER_NOT_RUNNING);
        assertThat(outcome.error()).contains("rc=1: " + ToyHost.NO_DAEMON.strip());
    }

    @Test
    void podman_is_refused_and_never_receives_the_prune() throws Exception {
        var outcome = run("podman");
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(outcome.error().orElseThrow()).contains("Podman");
        assertThatThrownBy(() -> answer(shell("podman"), PRUNE.line())).isInstanceOf(IllegalStateException.class);
    }

    private static Shell shell(String name) {
        return ToyHost.all().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow()
                .shell();
    }

    private static Outcome run(String name) throws Exception {
        var shell = shell(name);
        var limit = Duration.ofMinutes(1);
        var step = RunPlan.of(new PrunePolicy(PRUNE, true, limit), true);
        while (step instanceof Step.Send<?> send) {
            step = Steps.after(step, answer(shell, send.command().line()), limit);
        }
        return ((Step.Done) step).outcome();
    }

    private static Exited answer(Shell shell, String line) throws Exception {
        var stdout = new ByteArrayOutputStream();
        var stderr = new ByteArrayOutputStream();
        int code = shell.run(line, stdout, stderr);
        return new Exited(code, stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8));
    }
}
