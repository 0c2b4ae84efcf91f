package dev.orchestrator.buildcache.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.ContextInspect;
import dev.orchestrator.buildcache.docker.DockerContext;
import dev.orchestrator.buildcache.docker.DockerVersion;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.testkit.Steps;
import dev.orchestrator.buildcache.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunPlanTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final BuilderPrune PRUNE = BuilderPrune.olderThan(new Age("24h"));
    private static final DockerVersion VERSION = new DockerVersion();
    private static final Step CAREFUL = RunPlan.of(new PrunePolicy(PRUNE, true, LIMIT), true);
    private static final Step BLIND = RunPlan.of(new PrunePolicy(PRUNE, false, LIMIT), true);

    private static final Exited DOCKER = new Exited(0, "{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}\n", "");
    private static final Exited PODMAN = new Exited(0, "{\"Client\":{\"Version\":\"4.3.1\"}}\n", "");

    @Test
    void the_preflight_comes_first_and_only_docker_engine_is_pruned() {
        assertSends(CAREFUL, VERSION, false);
        assertSends(after(CAREFUL, DOCKER), PRUNE, true);
    }

    @Test
    void without_preflight_the_prune_is_the_only_step() {
        assertSends(BLIND, PRUNE, true);
    }

    @Test
    void a_host_that_is_not_docker_engine_is_refused() {
        var outcome = done(after(CAREFUL, PODMAN));
        assertThat(outcome)
                .isEqualTo(new Outcome.Refused(
                        "it is not Docker Engine: like Podman, it names no components of a server"));
        assertThat(outcome.error())
                .contains("refused: it is not Docker Engine: like Podman, it names no components of a server");
        assertThat(outcome.exitCode()).contains(0);
    }

    @Test
    void an_engine_of_another_context_is_pruned_there_if_it_is_on_the_host_itself() {
        var inspect = after(CAREFUL, engine("colima", true));
        assertSends(inspect, inspect("colima"), false);
        assertSends(after(inspect, says("unix:///home/ci/.colima/docker.sock")), PRUNE.in(context("colima")), true);
        assertSends(after(inspect, says("npipe:////./pipe/docker_engine")), PRUNE.in(context("colima")), true);
    }

    @Test
    void an_engine_of_another_context_is_refused_if_it_is_elsewhere() {
        var inspect = after(CAREFUL, engine("remote", true));
        for (var address : List.of("tcp://10.0.0.7:2376", "ssh://ci@build-02")) {
            assertThat(done(after(inspect, says(address))).error().orElseThrow())
                    .startsWith("refused: its docker context remote is " + address + ", not an engine of that machine");
        }
        assertThat(done(after(inspect, new Exited(0, "", ""))).kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(done(after(inspect, new Exited(1, "", "context not found"))).kind())
                .isEqualTo(Outcome.Kind.FAILED);
    }

    @Test
    void a_context_with_a_name_that_could_be_more_than_a_name_is_refused_and_not_asked_about() {
        assertThat(done(after(CAREFUL, engine("a; touch b", false))).error().orElseThrow())
                .isEqualTo("refused: its docker context has a name that is not taken: a; touch b");
    }

    /** A session runs nothing under another machine's DOCKER_HOST. */
    @Test
    void in_a_session_the_default_context_needs_no_question() {
        assertSends(after(CAREFUL, engine("default", true)), PRUNE, true);
    }

    @Test
    void without_a_session_the_default_context_is_asked_about_since_docker_host_may_be_another_machines() {
        var inspect = after(CAREFUL, engine("default", false));
        assertSends(inspect, new ContextInspect(Optional.empty()), false);
        assertSends(after(inspect, says("unix:///var/run/docker.sock")), PRUNE, true);
        assertThat(done(after(inspect, says("tcp://10.0.0.7:2376"))).error().orElseThrow())
                .startsWith("refused: its DOCKER_HOST or docker context is tcp://10.0.0.7:2376, not an engine of that");
    }

    /** Such as a gate that compares whole commands, or docker 18.09, which knows no contexts. */
    @Test
    void a_host_that_cannot_be_asked_about_the_default_context_is_pruned_as_ever() {
        var inspect = after(CAREFUL, engine("default", false));
        assertSends(after(inspect, new Exited(126, "", "not allowed")), PRUNE, true);
        assertSends(after(inspect, new Exited(1, "", "docker: 'context' is not a docker command.")), PRUNE, true);
        assertSends(after(inspect, new Exited(0, "Total:\t0B\n", "")), PRUNE, true);
        assertThat(done(after(inspect, new Exited(255, "", "Connection reset by peer")))
                        .failure())
                .contains(Failure.HOST_UNREACHABLE);
    }

    /** docker 19.03 has contexts, and doesn't say which one it uses. */
    @Test
    void a_client_that_names_no_context_is_asked_for_it_also_in_a_session() {
        var version = new Exited(
                0, "{\"Client\":{\"Version\":\"19.03.1\"}," + DOCKER.stdout().substring(1), "", true);
        assertSends(after(CAREFUL, version), new ContextInspect(Optional.empty()), false);
    }

    @Test
    void a_context_that_the_settings_name_is_named_from_the_first_command_on_and_not_asked_about() {
        var prune = PRUNE.in(context("remote"));
        var plan = RunPlan.of(new PrunePolicy(prune, true, LIMIT), true);
        assertSends(plan, new DockerVersion(context("remote")), false);
        assertSends(after(plan, engine("remote", false)), prune, true);
        assertThat(done(after(plan, PODMAN)).kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertSends(RunPlan.of(new PrunePolicy(prune, false, LIMIT), true), prune, true);
    }

    /** It follows DOCKER_HOST (docker/cli, {@code resolveDefaultContext}). */
    @Test
    void if_the_settings_name_the_default_context_docker_host_still_may_not_be_another_machines() {
        var prune = PRUNE.in(context("default"));
        var plan = RunPlan.of(new PrunePolicy(prune, true, LIMIT), true);
        assertSends(after(plan, engine("default", true)), prune, true);
        var inspect = after(plan, engine("default", false));
        assertSends(inspect, inspect("default"), false);
        assertThat(done(after(inspect, says("tcp://10.0.0.7:2376"))).kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertSends(after(inspect, says("unix:///var/run/docker.sock")), prune, true);
    }

    @Test
    void a_session_that_ran_nothing_because_of_docker_host_is_a_refusal() {
        var said = new Exited(126, "", "build-cache-pruner: DOCKER_HOST is tcp://10.0.0.7:2376\n", true);
        for (var step : List.of(CAREFUL, BLIND)) {
            assertThat(done(after(step, said)).error().orElseThrow())
                    .startsWith("refused: its DOCKER_HOST is tcp://10.0.0.7:2376, not an engine of that machine");
        }
    }

    private static Optional<DockerContext> context(String name) {
        return Optional.of(new DockerContext(name));
    }

    private static ContextInspect inspect(String name) {
        return new ContextInspect(context(name));
    }

    private static Exited engine(String context, boolean inSession) {
        return new Exited(
                0,
                "{\"Client\":{\"Context\":\"" + context + "\"},"
                        + DOCKER.stdout().substring(1),
                "",
                inSession);
    }

    private static Exited says(String address) {
        return new Exited(0, "\"" + address + "\"\n", "");
    }

    /** Results of any command, and the outcome of the run. */
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
            // a limit of this machine is not a missing program; the second text is that of Java 25
            Arguments.of(
                    new NotStarted("Cannot run program \"ssh\": error=24, Too many open files"),
                    failed(
                            Failure.OTHER,
                            null,
                            "ssh/subprocess error: Cannot run program \"ssh\": error=24, Too many open files")),
            Arguments.of(
                    new NotStarted("Cannot run program \"ssh\": Exec failed, error: 11 (Resource unavailable)"),
                    failed(
                            Failure.OTHER,
                            null,
                            "ssh/subprocess error: Cannot run program \"ssh\": Exec failed, error: 11"
                                    + " (Resource unavailable)")),
            Arguments.of(
                    new NotStarted(Failure.OTHER, "it was ended before it was started"),
                    failed(Failure.OTHER, null, "ssh/subprocess error: it was ended before it was started")),
            // more was said than the error has
            Arguments.of(
                    new Exited(255, "", "@@@@\nh: Permission denied (publickey)."),
                    new Outcome.Failed(
                            Failure.LOGIN_REFUSED,
                            Optional.of(255),
                            "rc=255: h: Permission denied (publickey).",
                            Optional.of("@@@@\nh: Permission denied (publickey)."))),
            Arguments.of(
                    new NotStarted("x".repeat(300)),
                    failed(Failure.SSH_MISSING, null, "ssh/subprocess error: " + "x".repeat(199) + "…"))
        };
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_command_that_does_not_succeed_ends_the_run(CommandResult result, Outcome outcome) {
        assertThat(done(after(CAREFUL, result))).isEqualTo(outcome);
        assertThat(done(after(CAREFUL, DOCKER, result))).isEqualTo(outcome);
        assertThat(done(after(BLIND, result))).isEqualTo(outcome);
    }

    /** A lost preflight has changed nothing; a lost prune may be in progress. */
    @Test
    void a_lost_prune_is_unknown_and_a_lost_preflight_is_a_failure() {
        var lost = new Lost("the ssh runner\nwas \u001B[1mstopped");
        String error = "ssh/subprocess error: the ssh runner was stopped";
        assertThat(done(after(CAREFUL, lost))).isEqualTo(failed(Failure.OTHER, null, error));
        assertThat(done(after(CAREFUL, DOCKER, lost))).isEqualTo(new Outcome.Unknown(error));
        assertThat(done(after(BLIND, lost))).isEqualTo(new Outcome.Unknown(error));
        var cut = new Lost(Failure.HOST_UNREACHABLE, "the connection ended");
        assertThat(done(after(CAREFUL, cut)))
                .isEqualTo(failed(Failure.HOST_UNREACHABLE, null, "ssh/subprocess error: the connection ended"));
    }

    @Test
    void a_report_means_success_even_if_nothing_was_reclaimed() {
        for (var prune : List.of(after(CAREFUL, DOCKER), BLIND)) {
            assertThat(done(after(prune, new Exited(0, "Total:\t2.3GB\n", "")))).isEqualTo(succeeded(2_300_000_000L));
            assertThat(done(after(prune, new Exited(0, "Total reclaimed space: 0B\n", ""))))
                    .isEqualTo(succeeded(0));
        }
    }

    /** A plain ssh's stdout begins with what the login prints, for the preflight as for the prune. */
    @Test
    void a_report_line_that_the_login_prints_is_not_believed() {
        String banner = "Total reclaimed space: 9GB\n";
        var prune = after(CAREFUL, new Exited(0, banner + DOCKER.stdout(), ""));
        assertThat(done(after(prune, new Exited(0, banner, "")))).isEqualTo(new Outcome.Unconfirmed());
        assertThat(done(after(prune, new Exited(0, banner + "Total:\t2.3GB\n", ""))))
                .isEqualTo(succeeded(2_300_000_000L));
    }

    @Test
    void exit_code_0_without_a_report_is_neither_success_nor_error() {
        var outcome = done(after(BLIND, new Exited(0, "", "")));
        assertThat(outcome).isEqualTo(new Outcome.Unconfirmed());
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.exitCode()).contains(0);
    }

    /** Bytes on stderr are not a report, whatever stdout has. */
    @Test
    void a_report_is_read_only_from_stdout() {
        assertThat(done(after(BLIND, new Exited(0, "", "Total reclaimed space: 1MB\n"))))
                .isEqualTo(new Outcome.Unconfirmed());
        assertThat(done(after(BLIND, new Exited(0, "Total:\t1MB\n", "Total reclaimed space: 2MB\n"))))
                .isEqualTo(succeeded(1_000_000));
    }

    private static final Exited SAID = new Exited(143, "", "Load key \"/k\": error in libcrypto\n");

    private static Arguments[] cutOffs() {
        var hung = new Exited(255, "progress", "runtime: waiting\n");
        var banner = new Exited(255, "", "unauthorized access denied\n", "", false);
        var refused = new Exited(255, "", "", "prune@h: Permission denied (publickey).\n", false);
        return new Arguments[] {
            Arguments.of(new CutOff(Reached.NOBODY), Failure.HOST_UNREACHABLE, "no answer from the host", ""),
            Arguments.of(new CutOff(Reached.NOT_KNOWN), Failure.HOST_UNREACHABLE, "no answer from the host", ""),
            Arguments.of(new CutOff(Reached.DOCKER), Failure.DOCKER_NOT_RUNNING, "no answer from Docker", ""),
            Arguments.of(
                    new CutOff(Reached.DOCKER, hung),
                    Failure.DOCKER_NOT_RUNNING,
                    "no answer from Docker",
                    ": runtime: waiting"),
            Arguments.of(
                    new CutOff(Reached.NOBODY, SAID),
                    Failure.HOST_UNREACHABLE,
                    "no answer from the host",
                    ": Load key \"/k\": error in libcrypto"),
            Arguments.of(
                    new CutOff(Reached.NOBODY, banner),
                    Failure.HOST_UNREACHABLE,
                    "no answer from the host",
                    ": unauthorized access denied"),
            Arguments.of(
                    new CutOff(Reached.NOBODY, refused),
                    Failure.LOGIN_REFUSED,
                    "no answer from the host",
                    ": prune@h: Permission denied (publickey).")
        };
    }

    /** The prune did not go out, so nothing is unknown. */
    @ParameterizedTest
    @MethodSource("cutOffs")
    void a_preflight_that_is_cut_off_is_a_failure(CutOff cutOff, Failure failure, String what, String said) {
        assertThat(done(after(CAREFUL, cutOff))).isEqualTo(failed(failure, null, "timeout after 600s: " + what + said));
    }

    @Test
    void a_prune_that_is_cut_off_is_unknown_if_it_may_have_been_sent_and_what_was_said_is_shown() {
        assertThat(done(after(CAREFUL, DOCKER, new CutOff(Reached.DOCKER))))
                .isEqualTo(new Outcome.Unknown("timeout after 600s"));
        assertThat(done(after(BLIND, new CutOff(Reached.NOT_KNOWN, SAID))))
                .isEqualTo(new Outcome.Unknown("timeout after 600s: Load key \"/k\": error in libcrypto"));
        assertThat(done(after(BLIND, new CutOff(Reached.NOBODY))))
                .isEqualTo(failed(Failure.HOST_UNREACHABLE, null, "timeout after 600s: no answer from the host"));
    }

    private static Step after(Step first, CommandResult... results) {
        var step = first;
        for (var result : results) {
            assertThat(step).isInstanceOf(Step.Send.class);
            step = Steps.after(step, result, LIMIT);
        }
        return step;
    }

    private static void assertSends(Step step, RemoteCommand<?> command, boolean last) {
        assertThat(step).isInstanceOf(Step.Send.class);
        assertThat(((Step.Send<?>) step).command()).isEqualTo(command);
        assertThat(((Step.Send<?>) step).last()).isEqualTo(last);
    }

    private static Outcome done(Step step) {
        assertThat(step).isInstanceOf(Step.Done.class);
        return ((Step.Done) step).outcome();
    }

    private static Outcome succeeded(long bytes) {
        return new Outcome.Succeeded(new ByteSize(bytes));
    }

    private static Outcome failed(Failure failure, Integer code, String error) {
        return new Outcome.Failed(failure, Optional.ofNullable(code), error);
    }
}
