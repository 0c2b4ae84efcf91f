package dev.orchestrator.buildcache.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown of a failure: what went wrong, not the noise before it. */
class DiagnosisTextTest {
    private static final String NOT_RUNNING =
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                // docker/cli, cmd/docker/builder.go: all that it may print before it goes on without buildx
                "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n"
                        + "            Install the buildx component to build images with BuildKit:\n"
                        + "            https://docs.docker.com/go/buildx/\n\n",
                "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n"
                        + "            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n"
                        + "            environment-variable.\n\n",
                "failed to fetch metadata: exit status 3\n\n"
                        + "DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n"
                        + "            Install the buildx component to build images with BuildKit:\n"
                        + "            https://docs.docker.com/go/buildx/\n\n",
                "failed to fetch metadata: fork/exec /usr/libexec/docker/cli-plugins/docker-buildx: exec format error\n\n",
                // docker/cli
                "WARNING: Error loading config file: /home/prune/.docker/config.json: permission denied\n",
                "WARNING: Plugin \"/usr/libexec/docker/cli-plugins/docker-buildx\" is not valid: exit status 3\n",
                // ssh
                "Warning: Permanently added 'build-01' (ED25519) to the list of known hosts.\r\n",
                "Warning: Identity file /home/prune/key not accessible: No such file or directory.\n",
                "Pseudo-terminal will not be allocated because stdin is not a terminal.\n",
                "** WARNING: connection is not using a post-quantum key exchange algorithm.\n"
                        + "** This session may be vulnerable to \"store now, decrypt later\" attacks.\n"
                        + "** The server may need to be upgraded. See https://openssh.com/pq.html\n",
                // the host's shell
                "bash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)\n",
                "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n"
            })
    void noise_before_it_is_left_out(String noise) {
        assertThat(text(1, noise + NOT_RUNNING + "\n")).isEqualTo("rc=1: " + NOT_RUNNING);
    }

    @Test
    void noise_alone_is_not_a_message() {
        assertThat(text(1, "Warning: Permanently added 'build-01' (ED25519) to the list of known hosts.\n"))
                .isEqualTo("rc=1: (no message)");
        assertThat(text(255, "")).isEqualTo("rc=255: (no message)");
    }

    @Test
    void where_stderr_says_nothing_the_last_line_of_stdout_is_shown() {
        var exited = new Exited(1, "Welcome\nThis account is currently not available.\n\n", "\n");
        assertThat(Diagnosis.of(exited).text()).isEqualTo("rc=1: This account is currently not available.");
        assertThat(Diagnosis.of(new Exited(1, "Total:\t1MB\n", "broken")).text())
                .isEqualTo("rc=1: broken");
    }

    @Test
    void several_lines_become_one() {
        assertThat(text(125, "unknown flag: --filter\r\nSee 'docker builder prune --help'.\r\n"))
                .isEqualTo("rc=125: unknown flag: --filter See 'docker builder prune --help'.");
    }

    @Test
    void what_fits_is_shown_whole_even_if_it_begins_with_something_else() {
        assertThat(text(1, "prune-gate: looking\nerror: not allowed\n"))
                .isEqualTo("rc=1: prune-gate: looking error: not allowed");
    }

    @Test
    void the_box_around_a_changed_host_key_is_left_out() {
        String box = "@".repeat(59);
        assertThat(text(
                        255,
                        box + "\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n" + box + "\n"
                                + "IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\n"
                                + "Someone could be eavesdropping on you right now (man-in-the-middle attack)!\n"
                                + "It is also possible that a host key has just been changed.\n"
                                + "Host key verification failed.\n"))
                .isEqualTo(
                        "rc=255: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!"
                                + " IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!"
                                + " Someone could be eavesdropping on you right now (man-in-the-middl … Host key verification failed.");
    }

    @Test
    void up_to_200_characters_are_shown() {
        assertThat(text(1, "x".repeat(200))).isEqualTo("rc=1: " + "x".repeat(200));
        assertThat(text(1, "x".repeat(201))).isEqualTo("rc=1: " + "x".repeat(199) + "…");
    }

    @Test
    void noise_of_an_unknown_kind_that_would_fill_the_place_is_passed_over() {
        String chatter = "this host is monitored, be nice to it and to everybody\n".repeat(10);
        assertThat(text(1, chatter + NOT_RUNNING)).isEqualTo("rc=1: " + NOT_RUNNING);
        assertThat(text(127, chatter + "bash: docker: command not found"))
                .isEqualTo("rc=127: bash: docker: command not found");
        assertThat(text(1, chatter + "Error response from daemon: lease \"xyz\": not found"))
                .isEqualTo("rc=1: Error response from daemon: lease \"xyz\": not found");
        assertThat(text(1, chatter)).startsWith("rc=1: this host is monitored").hasSize(6 + 200);
    }

    @Test
    void control_characters_never_get_in() {
        assertThat(text(1, "\u001B[31mError:\u001B[0m a\0b\u0007c\u202Ed\n")).isEqualTo("rc=1: Error: a b c d");
        assertThat(Diagnosis.of(new Exited(1, "\u001B[1mbold\u001B[0m\u0085", ""))
                        .text())
                .isEqualTo("rc=1: bold");
    }

    private static String text(int code, String stderr) {
        return Diagnosis.of(new Exited(code, "", stderr)).text();
    }
}
