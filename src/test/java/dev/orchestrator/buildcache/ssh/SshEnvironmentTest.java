package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshEnvironmentTest extends InLocalLogin {
    @Test
    void ssh_gets_what_it_needs_and_nothing_else() {
        assertThat(restricted(
                        Set.of(),
                        "PATH",
                        "HOME",
                        "USER",
                        "LOGNAME",
                        "SHELL",
                        "LANG",
                        "LC_ALL",
                        "LC_MESSAGES",
                        "TZ",
                        "TMPDIR",
                        "SSH_AUTH_SOCK",
                        "KRB5CCNAME",
                        "XDG_RUNTIME_DIR",
                        "ORCH_TELEGRAM_BOT_TOKEN",
                        "ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN",
                        "AWS_SECRET_ACCESS_KEY",
                        "DOCKER_HOST",
                        "LD_PRELOAD",
                        "SSH_ASKPASS",
                        "BASH_ENV",
                        "LCX",
                        "path"))
                .containsExactlyInAnyOrder(
                        "PATH",
                        "HOME",
                        "USER",
                        "LOGNAME",
                        "SHELL",
                        "LANG",
                        "LC_ALL",
                        "LC_MESSAGES",
                        "TZ",
                        "TMPDIR",
                        "SSH_AUTH_SOCK",
                        "KRB5CCNAME",
                        "XDG_RUNTIME_DIR");
    }

    @Test
    void and_what_the_settings_name() {
        assertThat(restricted(Set.of("PROXY_USER"), "PATH", "PROXY_USER", "PROXY_USER2"))
                .containsExactlyInAnyOrder("PATH", "PROXY_USER");
    }

    /** Of a service's user: ssh would give a ProxyCommand to it. */
    @ParameterizedTest
    @ValueSource(strings = {"/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/usr/bin/true", ""})
    void a_shell_that_runs_nothing_is_none(String shell) {
        var environment = new HashMap<>(Map.of("SHELL", shell, "PATH", "/bin"));
        SshEnvironment.restrict(environment, Set.of());
        assertThat(environment).containsOnlyKeys("PATH");
    }

    @Test
    void a_process_has_that_environment() {
        var target = login.target("env");
        var ssh = SshProcess.plain(
                target.withEnvironment(Set.of("PATH", "NOT_SET")), LocalLogin.PRUNE, LocalLogin.PRUNE.newReader());
        var result = ssh.run(() -> {}).toCompletableFuture().join();
        var names = ((Exited) result)
                .stdout()
                .lines()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .map(line -> line.split("=")[0])
                .collect(Collectors.toSet());
        // PWD and the like are of the shell.
        var ours = System.getenv().keySet().stream()
                .filter(name -> !SshEnvironmentTest.restricted(Set.of(), name).contains(name))
                .filter(name -> !Set.of("PWD", "OLDPWD", "SHLVL", "_").contains(name))
                .toList();
        assertThat(names).contains("PATH").doesNotContainAnyElementsOf(ours);
        assertThat(ours).as("something was there to be kept from it").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "_a", "HTTP_PROXY", "x1"})
    void a_name_is_a_name(String name) {
        assertThat(SshEnvironment.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1A", "A B", "A=B", "A-B", "LC_*", "ORCH_TELEGRAM_BOT_TOKEN", "ORCH_X", "CONFIG_FORCE_a", "Ä"
            })
    void our_own_variables_and_what_is_no_name_are_refused(String name) {
        assertThat(SshEnvironment.isName(name)).isFalse();
        var target = SshTarget.to("h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target.withEnvironment(Set.of(name)))
                .withMessageStartingWith("not passed on: must be names of environment variables");
    }

    private static Set<String> restricted(Set<String> more, String... names) {
        var environment = Stream.of(names).collect(Collectors.toMap(name -> name, name -> "x"));
        SshEnvironment.restrict(environment, more);
        return environment.keySet();
    }
}
