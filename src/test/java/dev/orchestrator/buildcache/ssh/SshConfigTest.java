package dev.orchestrator.buildcache.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.DockerVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ssh makes of its configuration and our arguments, as {@code ssh -G} says it: ssh(1). */
class SshConfigTest {
    @TempDir
    private Path dir;

    /** Each line would change what a run is; on the right, what ssh says it does instead, or says nothing of. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ControlPath /tmp/%C            | -controlpath",
                "ControlMaster auto             | controlmaster false",
                "ControlPersist yes             | controlpersist no",
                "RemoteCommand reboot           | -remotecommand",
                "SessionType none               | sessiontype default",
                "SessionType subsystem          | sessiontype default",
                "PermitLocalCommand yes         | permitlocalcommand no",
                "RequestTTY force               | requesttty false",
                "LogLevel QUIET                 | loglevel INFO",
                "LogVerbose *                   | logverbose none",
                "VisualHostKey yes              | visualhostkey no",
                "ForkAfterAuthentication yes    | forkafterauthentication no",
                "AddKeysToAgent yes             | addkeystoagent false",
                "LocalForward 1 localhost:2     | -localforward",
                "RemoteForward 1 localhost:2    | -remoteforward",
                "DynamicForward 1               | -dynamicforward",
                "ForwardAgent yes               | forwardagent no",
                "ForwardX11 yes                 | forwardx11 no",
                "Tunnel yes                     | tunnel false",
                "GSSAPIDelegateCredentials yes  | gssapidelegatecredentials no",
                "SetEnv A=secret                | setenv LC_ALL=C",
                "BatchMode no                   | batchmode yes",
                "StrictHostKeyChecking no       | stricthostkeychecking true",
                "VerifyHostKeyDNS yes           | verifyhostkeydns false",
                "NoHostAuthenticationForLocalhost yes | nohostauthenticationforlocalhost no",
                "ConnectTimeout 999             | connecttimeout 10",
                "ServerAliveInterval 0          | serveraliveinterval 15"
            })
    void what_a_run_is_does_not_change(String configured, String effective) throws Exception {
        var option = effective.substring(effective.startsWith("-") ? 1 : 0).split(" ")[0] + " ";
        // ssh writes some defaults too.
        var said = options(SshTarget.to("h").commandLine(new DockerVersion()), configured).stream()
                .filter(line -> line.startsWith(option))
                .toList();
        assertThat(said).isEqualTo(effective.startsWith("-") ? List.of() : List.of(effective));
    }

    /** In a session, ssh reads our commands. */
    @Test
    void a_session_keeps_its_input() throws Exception {
        assertThat(options(SshTarget.to("h").sessionLine(), "StdinNull yes")).contains("stdinnull no");
        assertThat(options(SshTarget.to("h").commandLine(new DockerVersion()), "StdinNull no"))
                .contains("stdinnull yes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HostName 10.0.0.5              | hostname 10.0.0.5",
                "Port 2222                      | port 2222",
                "User prune                     | user prune",
                "IdentityFile /keys/id          | identityfile /keys/id",
                "CertificateFile /keys/id-cert  | certificatefile /keys/id-cert",
                "IdentityAgent /run/agent       | identityagent /run/agent",
                "ProxyJump jump                 | proxyjump jump",
                "ProxyCommand nc %h %p          | proxycommand nc %h %p",
                "UserKnownHostsFile /known      | userknownhostsfile /known",
                "HostKeyAlias alias             | hostkeyalias alias",
                "GSSAPIAuthentication yes       | gssapiauthentication yes",
                "Ciphers aes128-ctr             | ciphers aes128-ctr",
                "BindAddress 10.0.0.1           | bindaddress 10.0.0.1"
            })
    void how_to_reach_the_host_and_get_in_holds(String configured, String effective) throws Exception {
        assertThat(options(SshTarget.to("h").commandLine(new DockerVersion()), configured))
                .contains(effective);
    }

    /** As the reference says: an agent's other keys are not offered, but those of the configuration are. */
    @Test
    void with_an_identity_file_the_configured_ones_are_offered_too_and_nothing_else() throws Exception {
        var key = Files.writeString(dir.resolve("key"), "");
        var target = new SshTarget(
                "ssh",
                "h",
                Optional.empty(),
                Optional.empty(),
                Optional.of(key.toString()),
                Optional.empty(),
                HostKeyChecking.YES,
                Duration.ofSeconds(10),
                SessionMode.SHARED);
        var said = options(target.commandLine(new DockerVersion()), "IdentityFile /keys/id\n  IdentitiesOnly no");
        assertThat(said).contains("identitiesonly yes");
        assertThat(said.stream().filter(line -> line.startsWith("identityfile ")))
                .containsExactly("identityfile " + key, "identityfile /keys/id");
    }

    /** Such as that of a newer ssh; the configuration's own IgnoreUnknown doesn't hold any more. */
    @ParameterizedTest
    @ValueSource(strings = {"UseKeychain yes", "IgnoreUnknown UseKeychain\n  UseKeychain yes"})
    void an_option_that_this_ssh_does_not_know_is_no_failure(String configured) throws Exception {
        assertThat(options(SshTarget.to("h").commandLine(new DockerVersion()), configured))
                .contains("batchmode yes");
    }

    @Test
    void each_option_is_fixed_once() {
        assertThat(SshOptions.FIXED.stream().map(option -> option.split("=")[0]))
                .doesNotHaveDuplicates();
    }

    /** What is added to a process that is started holds over the rest. */
    @Test
    void only_our_own_local_command_runs() throws Exception {
        var line = new SshWords(SshTarget.to("h"), BoundedOutput.ofStderr())
                .toldApart(SshTarget.to("h").commandLine(new DockerVersion()));
        Files.delete(Path.of(line.get(2)));
        assertThat(options(line, "LocalCommand touch /tmp/x"))
                .contains("permitlocalcommand yes")
                .anyMatch(option -> option.matches("localcommand exec sh -c 'echo >&2; echo [0-9a-f]{32} >&2'"))
                .noneMatch(option -> option.contains("touch"));
    }

    private List<String> options(List<String> line, String configured) throws Exception {
        var config = Files.writeString(dir.resolve("config"), "Host h\n  " + configured + "\n");
        var asking = new ArrayList<>(line);
        asking.addAll(1, List.of("-G", "-F", config.toString()));
        var process = new ProcessBuilder(asking)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines().toList();
    }
}
