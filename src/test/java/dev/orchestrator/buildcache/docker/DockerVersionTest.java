package dev.orchestrator.buildcache.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers are real ones of {@code docker version --format '{{json .}}'}, shortened. */
class DockerVersionTest {
    private static final String CLIENT_28 = "{\"Client\":{\"Version\":\"28.2.2\",\"ApiVersion\":\"1.41\","
            + "\"DefaultAPIVersion\":\"1.50\",\"GitCommit\":\"e6534b4\",\"GoVersion\":\"go1.24.3\",\"Os\":\"linux\","
            + "\"Arch\":\"amd64\",\"BuildTime\":\"Fri May 30 12:07:14 2025\",\"Context\":\"default\"},";

    private static final String ENGINE_20 = "\"Server\":{\"Platform\":{\"Name\":\"\"},\"Components\":["
            + "{\"Name\":\"Engine\",\"Version\":\"20.10.24+dfsg1\",\"Details\":{\"ApiVersion\":\"1.41\"}},"
            + "{\"Name\":\"containerd\",\"Version\":\"1.6.20~ds1\",\"Details\":{\"GitCommit\":\"1.6.20~ds1-1\"}},"
            + "{\"Name\":\"runc\",\"Version\":\"1.1.5+ds1\",\"Details\":{\"GitCommit\":\"1.1.5+ds1-1\"}},"
            + "{\"Name\":\"docker-init\",\"Version\":\"0.19.0\",\"Details\":{\"GitCommit\":\"\"}}],"
            + "\"Version\":\"20.10.24+dfsg1\",\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}}";

    private static final String DOCKER_20 = "{\"Client\":{\"Platform\":{\"Name\":\"\"},\"Version\":\"20.10.24+dfsg1\","
            + "\"ApiVersion\":\"1.41\",\"Context\":\"default\",\"Experimental\":true}," + ENGINE_20;

    private static final String DOCKER_28 = CLIENT_28 + ENGINE_20;

    private static final String PODMAN_CLI = "{\"Client\":{\"APIVersion\":\"4.3.1\",\"Version\":\"4.3.1\","
            + "\"GoVersion\":\"go1.19.8\",\"GitCommit\":\"\",\"BuiltTime\":\"Thu Jan  1 00:00:00 1970\",\"Built\":0,"
            + "\"OsArch\":\"linux/amd64\",\"Os\":\"linux\"}}";

    /** Docker's client puts a component "Engine" after those of any server that names none. */
    private static final String DOCKER_TO_PODMAN = CLIENT_28
            + "\"Server\":{\"Platform\":{\"Name\":\"linux/amd64/debian-12\"},\"Components\":["
            + "{\"Name\":\"Podman Engine\",\"Version\":\"4.3.1\",\"Details\":{\"APIVersion\":\"4.3.1\"}},"
            + "{\"Name\":\"Conmon\",\"Version\":\"conmon version 2.1.6, commit: unknown\",\"Details\":{}},"
            + "{\"Name\":\"OCI Runtime (runc)\",\"Version\":\"runc version 1.1.5+ds1\",\"Details\":{}},"
            + "{\"Name\":\"Engine\",\"Version\":\"4.3.1\",\"Details\":{\"ApiVersion\":\"1.41\"}}],"
            + "\"Version\":\"4.3.1\",\"ApiVersion\":\"1.41\"}}";

    private static final String NERDCTL = "{\"Client\":{\"Version\":\"v1.7.6\",\"GitCommit\":\"845e989f\","
            + "\"GoVersion\":\"go1.21.10\",\"Os\":\"linux\",\"Arch\":\"amd64\",\"Components\":["
            + "{\"Name\":\"buildctl\",\"Version\":\"v0.12.5\",\"Details\":{}}]},\"Server\":{\"Components\":["
            + "{\"Name\":\"containerd\",\"Version\":\"v1.7.16\",\"Details\":{}},"
            + "{\"Name\":\"runc\",\"Version\":\"1.1.12\",\"Details\":{}}]}}";

    private static final String NOT_A_VERSION = "docker version answered something else than a version: ";
    private static final String NOT_DOCKER = "it is not Docker Engine; its server's components: ";
    private static final String LIKE_PODMAN =
            "it is not Docker Engine: like Podman, it names no components of a server";
    private static final String PODMAN = "its docker is Podman, where this command deletes images";

    @ParameterizedTest
    @ValueSource(
            strings = {
                DOCKER_20,
                DOCKER_20 + "\n",
                DOCKER_28 + "\r\n",
                "Welcome to build-01!\n\n" + DOCKER_28 + "\n",
                "{not json}\n" + DOCKER_28 + "\nbye\n"
            })
    void docker_engine_may_be_pruned(String stdout) {
        assertThat(objection(stdout)).isEmpty();
    }

    /** Docker Desktop and Docker's editions name themselves as the platform. */
    @Test
    void docker_engine_may_be_pruned_whatever_platform_it_belongs_to() {
        assertThat(objection(DOCKER_28.replace("{\"Name\":\"\"}", "{\"Name\":\"Docker Engine - Community\"}")))
                .isEmpty();
    }

    @Test
    void podmans_own_answer_is_refused_though_it_does_not_name_podman() {
        assertThat(PODMAN_CLI).doesNotContainIgnoringCase("podman");
        assertThat(objection(PODMAN_CLI)).contains(LIKE_PODMAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DOCKER_TO_PODMAN,
                "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n" + PODMAN_CLI,
                "PODMAN\n" + DOCKER_28
            })
    void whatever_names_podman_is_refused(String stdout) {
        assertThat(objection(stdout)).contains(PODMAN);
    }

    @Test
    void nerdctl_is_refused() {
        assertThat(objection(NERDCTL)).contains(NOT_DOCKER + "containerd, runc");
    }

    @Test
    void dockers_client_in_front_of_another_server_is_refused_though_it_adds_an_engine() {
        String other = DOCKER_TO_PODMAN.replace("Podman Engine", "Other Engine");
        assertThat(objection(other)).contains(NOT_DOCKER + "Other Engine, Conmon, OCI Runtime (runc), Engine");
    }

    /** Engines before 18.06 name no components. */
    @Test
    void an_engine_that_only_dockers_client_names_may_be_pruned() {
        assertThat(objection("{\"Client\":{},\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"Client\":{\"Version\":\"28.2.2\"},\"Server\":null}",
                "{\"Server\":{}}",
                "{\"Server\":{\"Components\":null}}",
                "{\"Server\":{\"Components\":[]}}",
                "{\"Server\":{\"Components\":\"Engine\"}}",
                "{\"Server\":{\"Components\":[\"Engine\"]}}",
                "{\"Server\":[\"Engine\"]}",
                "{\"Components\":[{\"Name\":\"Engine\"}]}",
                "{\"Client\":{\"Components\":[{\"Name\":\"Engine\"}]}}",
                "{\"Server\":{\"Components\":{\"0\":{\"Name\":\"Engine\"}}}}",
                "{\"Server\":{\"Components\":[{\"Name\":\"engine\"}]}}",
                "{\"Server\":{\"Components\":[{\"Name\":\"Engine 2\"}]}}",
                "{\"Server\":{\"Components\":[{\"Name\":[\"Engine\"]}]}}"
            })
    void json_in_which_no_server_is_docker_engine_is_refused(String stdout) {
        assertThat(objection(stdout)).hasValueSatisfying(why -> assertThat(why).startsWith("it is not Docker Engine"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "``|(none)",
                "null|null",
                "[]|[]",
                "[{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}]|[{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}]",
                "Docker version 28.2.2, build e6534b4|Docker version 28.2.2, build e6534b4",
                "{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}|{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}"
            })
    void what_is_not_a_json_object_is_refused_and_shown(String stdout, String shown) {
        assertThat(objection(stdout)).contains(NOT_A_VERSION + shown);
    }

    /** A login that prints a title or, with echo -n, something on the same line; a wrapper that sets a colour. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001B]0;prune@build-01: ~\u0007" + DOCKER_28,
                "\u001B]0;prune@build-01: ~\u001B\\" + DOCKER_28 + "\n",
                "\u001B[?2004l\r" + DOCKER_28 + "\u001B[0m\r\n",
                "\u001B]0;no end" + DOCKER_28,
                "\u009B32m" + DOCKER_28 + "\u009B0m",
                "login: " + DOCKER_28 + "\n",
                "a{b}c {" + DOCKER_28 + "\n",
                "{\"level\":\"info\",\"msg\":\"login\"}" + DOCKER_28 + "\n",
                "{\"level\":\"info\",\"msg\":\"login\"}\n" + DOCKER_28 + "\n",
                "{\"Server\":\"build-01\",\"Client\":[]}\n" + DOCKER_28 + "\n",
            })
    void a_healthy_host_may_be_pruned_whatever_its_login_prints(String stdout) {
        assertThat(objection(stdout)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // the same key twice: the two say different things, and programs differ in which they believe
                "{\"Server\":{\"Components\":[{\"Name\":\"Other\"}]},\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}",
                "{\"Server\":{\"Components\":[],\"Components\":[{\"Name\":\"Engine\"}]}}",
                "{\"Server\":{\"Components\":[{\"Name\":\"Other\",\"Name\":\"Engine\"}]}}",
                // an answer ends its line
                DOCKER_28 + " is what was found",
                DOCKER_28 + "]",
                DOCKER_28 + "}"
            })
    void what_is_not_one_whole_object_is_no_version(String stdout) {
        assertThat(objection(stdout)).hasValueSatisfying(why -> assertThat(why).startsWith(NOT_A_VERSION));
    }

    /** Which of them docker said can't be told, so a banner can't vouch for another engine. */
    @ParameterizedTest
    @ValueSource(strings = {DOCKER_28 + "\n" + PODMAN_CLI, PODMAN_CLI + "\n" + DOCKER_28, DOCKER_28 + "\n" + DOCKER_28})
    void more_than_one_version_is_refused(String stdout) {
        assertThat(objection(stdout)).contains("docker version answered more than one version");
    }

    @Test
    void a_truncated_answer_is_refused() {
        for (int length = 1; length < DOCKER_28.length(); length++) {
            assertThat(objection(DOCKER_28.substring(0, length))).isPresent();
        }
    }

    @Test
    void what_the_host_says_is_shown_cut_and_without_control_characters() {
        assertThat(objection("\u001B[31m" + "x".repeat(500))).contains(NOT_A_VERSION + "x".repeat(119) + "…");
        assertThat(objection("{\"Server\":{\"Components\":[{\"Name\":\"a\\u001b[31mb\\nc\"}]}}"))
                .contains(NOT_DOCKER + "ab c");
        assertThat(objection("[".repeat(100_000))).isPresent();
        assertThat(objection("{\"a\":".repeat(100_000))).isPresent();
        assertThat(objection("{\"a\":[{},".repeat(10_000) + "}".repeat(10_000))).isPresent();
    }

    private static Optional<String> objection(String stdout) {
        return new DockerVersion().read(stdout).orElseThrow().objection();
    }
}
