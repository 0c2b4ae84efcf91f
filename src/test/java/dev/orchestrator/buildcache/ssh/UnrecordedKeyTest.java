package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.KeyUnrecorded;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ssh took a key that it could not record: the next one would be taken too, so nothing of that connection counts. */
class UnrecordedKeyTest extends InLocalLogin {
    private static final String SAID = "Failed to add the host to the list of known hosts (/nowhere/known_hosts).";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void no_command_goes_over_a_session_and_the_result_of_a_plain_one_does_not_count(boolean more) {
        var runner = login.kit.spawn(SshRunner.create(saying(SAID, HostKeyChecking.ACCEPT_NEW)));
        assertThat(login.run(runner, LocalLogin.VERSION, more).result()).isEqualTo(new KeyUnrecorded(SAID));
        assertThat(login.asked()).hasSize(more ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "YES, " + SAID,
        "NO, " + SAID,
        "ACCEPT_NEW, Failed to add the ED25519 host key for IP address '1.2.3.4'",
        "ACCEPT_NEW, Warning: Permanently added 'h' (ED25519) to the list of known hosts."
    })
    void otherwise_nothing_was_promised(HostKeyChecking checking, String said) {
        var runner = login.kit.spawn(SshRunner.create(saying(said, checking)));
        assertThat(login.run(runner, LocalLogin.VERSION, true).result()).isInstanceOf(Exited.class);
    }

    @Test
    void a_host_that_says_so_is_not_ssh() {
        login.docker("echo '" + SAID + "' >&2");
        var runner = login.kit.spawn(SshRunner.create(saying("", HostKeyChecking.ACCEPT_NEW)));
        assertThat(login.run(runner, LocalLogin.VERSION, false).result()).isEqualTo(new Exited(0, "", SAID + "\n"));
    }

    private SshTarget saying(String said, HostKeyChecking checking) {
        var known = login.target("[ \"$1\" = -E ] && printf '%s' \"" + said + "\" >> \"$2\"");
        return new SshTarget(
                known.program(),
                known.host(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                checking,
                Duration.ofSeconds(10),
                SessionMode.SHARED);
    }
}
