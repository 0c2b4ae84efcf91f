package dev.orchestrator.buildcache.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand.BuilderPrune;
import dev.orchestrator.buildcache.docker.RemoteCommand.DockerVersion;
import dev.orchestrator.buildcache.run.RunPlan.Answer;
import dev.orchestrator.buildcache.run.RunPlan.Step;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunPlanTest {
    private static final BuilderPrune PRUNE = new BuilderPrune(Optional.of(new Age("24h")), false);
    private static final DockerVersion VERSION = new DockerVersion();
    private static final RunPlan CAREFUL = new RunPlan(true, PRUNE, Duration.ofMinutes(10));
    private static final RunPlan BLIND = new RunPlan(false, PRUNE, Duration.ofMinutes(10));

    private static final Exited DOCKER = new Exited(0, "{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}\n", "");
    private static final Exited PODMAN = new Exited(0, "{\"Client\":{\"Version\":\"4.3.1\"}}\n", "");

    @Test
    void the_host_is_asked_what_it_is_and_only_docker_engine_is_sent_the_prune() {
        assertThat(CAREFUL.next(List.of())).isEqualTo(new Step.Send(VERSION));
        assertThat(CAREFUL.next(List.of(new Answer(VERSION, DOCKER)))).isEqualTo(new Step.Send(PRUNE));
    }

    @Test
    void without_preflight_the_prune_is_all() {
        assertThat(BLIND.next(List.of())).isEqualTo(new Step.Send(PRUNE));
    }

    @Test
    void a_host_that_is_not_docker_engine_is_refused() {
        var verdict = done(CAREFUL.next(List.of(new Answer(VERSION, PODMAN))));
        assertThat(verdict)
                .isEqualTo(new Verdict(
                        Outcome.REFUSED,
                        Optional.empty(),
                        Optional.of(0),
                        Optional.empty(),
                        Optional.of(
                                "refused: it is not Docker Engine: like Podman, it names no components of a server")));
    }

    /** What came of a command, whichever it was, and the verdict on the run. */
    private static Arguments[] failures() {
        return new Arguments[] {
            Arguments.of(
                    new Exited(1, "", "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock."),
                    failed(
                            Failure.DOCKER_NOT_RUNNING,
                            1,
                            "rc=1: ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")),
            Arguments.of(
                    new Exited(255, "", "ssh: connect to host h port 22: Connection refused\r\n"),
                    failed(
                            Failure.HOST_UNREACHABLE,
                            255,
                            "rc=255: ssh: connect to host h port 22: Connection refused")),
            // a report does not make a success of a failure
            Arguments.of(
                    new Exited(1, "Total reclaimed space: 1MB\n", ""),
                    failed(Failure.OTHER, 1, "rc=1: Total reclaimed space: 1MB")),
            Arguments.of(new Exited(-1, DOCKER.stdout(), "odd"), failed(Failure.OTHER, -1, "rc=-1: odd")),
            Arguments.of(
                    new NotStarted("Cannot run program \"ssh\": error=2, No such file or directory"),
                    failed(
                            Failure.SSH_MISSING,
                            null,
                            "ssh/subprocess error: Cannot run program \"ssh\": error=2, No such file or directory")),
            Arguments.of(
                    new Lost("the ssh runner\nwas \u001B[1mstopped"),
                    failed(Failure.OTHER, null, "ssh/subprocess error: the ssh runner was stopped")),
            Arguments.of(
                    new NotStarted("x".repeat(300)),
                    failed(Failure.SSH_MISSING, null, "ssh/subprocess error: " + "x".repeat(199) + "…")),
            Arguments.of(
                    new CutOff(),
                    new Verdict(
                            Outcome.UNKNOWN,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of("timeout after 600s")))
        };
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_command_that_does_not_succeed_ends_the_run(CommandResult result, Verdict verdict) {
        assertThat(done(CAREFUL.next(List.of(new Answer(VERSION, result))))).isEqualTo(verdict);
        assertThat(done(CAREFUL.next(List.of(new Answer(VERSION, DOCKER), new Answer(PRUNE, result)))))
                .isEqualTo(verdict);
        assertThat(done(BLIND.next(List.of(new Answer(PRUNE, result))))).isEqualTo(verdict);
    }

    @Test
    void a_report_means_success_even_if_nothing_was_reclaimed() {
        for (var plan : List.of(CAREFUL, BLIND)) {
            assertThat(afterPrune(plan, "Total:\t2.3GB\n")).isEqualTo(succeeded(2_300_000_000L));
            assertThat(afterPrune(plan, "Total reclaimed space: 0B\n")).isEqualTo(succeeded(0));
        }
    }

    @Test
    void exit_code_0_without_a_report_is_not_success_and_no_error() {
        assertThat(afterPrune(BLIND, ""))
                .isEqualTo(new Verdict(
                        Outcome.UNCONFIRMED, Optional.empty(), Optional.of(0), Optional.empty(), Optional.empty()));
    }

    /** A figure on stderr is not a report, whatever else is there. */
    @Test
    void only_stdout_is_a_report() {
        var result = new Exited(0, "", "Total reclaimed space: 1MB\n");
        assertThat(done(BLIND.next(List.of(new Answer(PRUNE, result)))).outcome())
                .isEqualTo(Outcome.UNCONFIRMED);
        var noisy = new Exited(0, "Total:\t1MB\n", "Total reclaimed space: 2MB\n");
        assertThat(done(BLIND.next(List.of(new Answer(PRUNE, noisy))))).isEqualTo(succeeded(1_000_000));
    }

    private static Verdict afterPrune(RunPlan plan, String stdout) {
        return done(plan.next(List.of(new Answer(PRUNE, new Exited(0, stdout, "")))));
    }

    private static Verdict done(Step step) {
        assertThat(step).isInstanceOf(Step.Done.class);
        return ((Step.Done) step).verdict();
    }

    private static Verdict succeeded(long bytes) {
        return new Verdict(
                Outcome.SUCCEEDED,
                Optional.empty(),
                Optional.of(0),
                Optional.of(new ByteSize(bytes)),
                Optional.empty());
    }

    private static Verdict failed(Failure failure, Integer code, String error) {
        return new Verdict(
                Outcome.FAILED, Optional.of(failure), Optional.ofNullable(code), Optional.empty(), Optional.of(error));
    }
}
