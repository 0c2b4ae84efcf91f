package dev.orchestrator.buildcache.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers are those of docker 20.10 and 28.2. */
class ContextInspectTest {
    private static final ContextInspect OF_THE_LOGIN = new ContextInspect(Optional.empty());
    private static final ContextInspect OF_DEFAULT = inspect("default");
    private static final ContextInspect OF_COLIMA = inspect("colima");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:///var/run/docker.sock",
                "unix:///Users/ci/.colima/default/docker.sock",
                "unix:///run/user/1000/docker.sock",
                "npipe:////./pipe/docker_engine",
                "npipe:////./pipe/dockerDesktopLinuxEngine"
            })
    void a_socket_or_pipe_is_the_machines_own_engine(String address) {
        var answer = OF_COLIMA.read("\"" + address + "\"\n");
        assertThat(answer).contains(new Endpoint(address));
        assertThat(OF_COLIMA.objection(answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://10.0.0.7:2376",
                "tcp://127.0.0.1:2375",
                "ssh://ci@build-02",
                "http://10.0.0.7:2375",
                "npipe:////build-02/pipe/docker_engine",
                "fd://",
                "unixx:///var/run/docker.sock"
            })
    void anything_else_is_another_engine(String address) {
        for (var inspect : new ContextInspect[] {OF_COLIMA, OF_DEFAULT, OF_THE_LOGIN}) {
            assertThat(inspect.objection(inspect.read("\"" + address + "\"\n")).orElseThrow())
                    .contains(" is " + address + ", not an engine of that machine")
                    .contains("docker-context");
        }
    }

    @Test
    void the_objection_names_the_context() {
        assertThat(OF_COLIMA.objection(Optional.of(new Endpoint("ssh://ci@build-02"))))
                .contains("its docker context colima is ssh://ci@build-02, not an engine of that machine;"
                        + " if it is meant, name its docker context in docker-context");
    }

    @Test
    void what_a_login_prints_beside_it_is_no_answer() {
        assertThat(OF_COLIMA.read("Welcome!\n\"Less is more\"\n\"unix:///var/run/docker.sock\"\r\nbye\n"))
                .contains(new Endpoint("unix:///var/run/docker.sock"));
        assertThat(OF_COLIMA.read("\u001B]0;build-01\u0007hi \u001B[1m\"unix:///a.sock\"\u001B[0m\n"))
                .contains(new Endpoint("unix:///a.sock"));
        // Which of the two would it be?
        assertThat(OF_COLIMA.read("\"unix:///a.sock\"\n\"tcp://10.0.0.7:2376\"\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\"\"",
                "null",
                "unix:///var/run/docker.sock",
                "\"\\u0000\"",
                "\"unix:///a\\\"",
                "<no value>"
            })
    void without_an_address_only_a_context_of_its_own_is_refused(String stdout) {
        assertThat(OF_COLIMA.objection(OF_COLIMA.read(stdout)))
                .contains("its docker context colima has no address that docker context inspect could tell");
        assertThat(OF_DEFAULT.objection(OF_DEFAULT.read(stdout))).isEmpty();
        assertThat(OF_THE_LOGIN.objection(OF_THE_LOGIN.read(stdout))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "desktop-linux", "colima", "rootless", "A.b_c-9", "default"})
    void the_name_of_a_context(String name) {
        assertThat(new DockerContext(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-H",
                "--host=tcp://x",
                ".a",
                "_a",
                "a b",
                "a;b",
                "a\nb",
                "a\n",
                "$(id)",
                "a'b",
                "a\"b",
                "a/b",
                "a+b",
                "кэш",
                "١"
            })
    void is_taken_only_if_no_shell_and_no_docker_can_read_it_otherwise(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DockerContext(name));
    }

    @Test
    void a_name_is_bounded() {
        assertThat(new DockerContext("x".repeat(128)).name()).hasSize(128);
        assertThatIllegalArgumentException().isThrownBy(() -> new DockerContext("x".repeat(129)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build-cache-pruner: DOCKER_HOST is tcp://10.0.0.7:2376\n",
                "warning: x\r\nbuild-cache-pruner gate: DOCKER_HOST is tcp://10.0.0.7:2376\r\nmore\n"
            })
    void a_session_and_the_gate_say_that_they_ran_nothing_because_of_docker_host(String stderr) {
        var refused = Endpoint.refused(new Exited(126, "", stderr));
        assertThat(refused).contains(new Endpoint("tcp://10.0.0.7:2376"));
        assertThat(refused.orElseThrow().objection("DOCKER_HOST"))
                .startsWith("its DOCKER_HOST is tcp://10.0.0.7:2376, not an engine of that machine");
        assertThat(Endpoint.refused(new Exited(1, "", stderr))).isEmpty();
        assertThat(Endpoint.refused(new Exited(126, stderr, ""))).isEmpty();
        assertThat(Endpoint.refused(new Exited(126, "", "x " + stderr.replace("\n", " "))))
                .isEmpty();
    }

    private static ContextInspect inspect(String name) {
        return new ContextInspect(Optional.of(new DockerContext(name)));
    }
}
