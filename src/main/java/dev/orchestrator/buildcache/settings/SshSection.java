package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SessionMode;
import dev.orchestrator.buildcache.ssh.SshEnvironment;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a host is reached: the {@code ssh} section. */
final class SshSection {
    private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofDays(1);
    private static final String FILE_ALLOWED = "a readable file: " + SshTarget.PATH_ALLOWED;
    private static final String CHECKING_ALLOWED = Arrays.stream(HostKeyChecking.values())
            .map(HostKeyChecking::word)
            .collect(Collectors.joining(", ", "one of ", ""));

    private static final String SESSION_ALLOWED =
            Arrays.stream(SessionMode.values()).map(SessionMode::word).collect(Collectors.joining(", ", "one of ", ""));

    private SshSection() {}

    /**
     * Reads how ssh reaches a host.
     *
     * @param name used if {@code ssh.host} is empty
     * @return empty without a name or {@code ssh.host}
     */
    static Optional<SshTarget> read(SettingsReader read, Optional<String> name) {
        var host = read.setting("ssh.host")
                .optional(SshTarget.HOST_ALLOWED, HostHint::host)
                .or(() -> name);
        var user = read.setting("ssh.user").optional(SshTarget.USER_ALLOWED, Rules.valid(SshTarget::isUser));
        var port = read.setting("ssh.port")
                .optional(
                        SshTarget.MIN_PORT + " to " + SshTarget.MAX_PORT,
                        text -> Rules.within(Integer.valueOf(text), SshTarget.MIN_PORT, SshTarget.MAX_PORT));
        var checking = read.setting("ssh.host-key-checking")
                .value(CHECKING_ALLOWED, text -> HostKeyChecking.of(text).orElseThrow());
        var identityFile = read.setting("ssh.identity-file").optional(FILE_ALLOWED, Rules::readable);
        var knownHostsFile = KnownHosts.read(read, checking, host.isPresent());
        var program = read.setting("ssh.program").value("the name or path of the OpenSSH client", Rules::notEmpty);
        var connectTimeout =
                read.setting("ssh.connect-timeout").duration(SshTarget.MIN_CONNECT_TIMEOUT, MAX_CONNECT_TIMEOUT);
        var session = read.setting("ssh.session")
                .value(SESSION_ALLOWED, text -> SessionMode.of(text).orElseThrow());
        var passEnvironment = read.setting("ssh.pass-environment")
                .set(SshEnvironment.NAME_ALLOWED, Rules.valid(SshEnvironment::isName)::apply);
        return host.map(reached -> new SshTarget(
                program,
                reached,
                user,
                port,
                identityFile,
                knownHostsFile,
                checking,
                connectTimeout,
                session,
                passEnvironment));
    }
}
