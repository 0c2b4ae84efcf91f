package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.RemoteCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A host and the way to it. What isn't set here is left to ssh's own configuration: jump hosts, keys, agent.
 *
 * @param program the OpenSSH client, a name on the PATH or a path
 * @param host a name, an alias of ssh's configuration, or an address
 * @param user the login; empty for what ssh's configuration says
 * @param port 1 to 65535
 * @param identityFile the private key; if set, an agent's other keys aren't offered
 * @param knownHostsFile where host keys are looked up, and under {@link HostKeyChecking#ACCEPT_NEW} added
 * @param connectTimeout of the TCP connection and ssh's banner, rounded up to whole seconds
 * @param session how many connections a run of several commands makes
 * @param passEnvironment names of environment variables that ssh gets, beside those that it always does
 */
public record SshTarget(
        String program,
        String host,
        Optional<String> user,
        Optional<Integer> port,
        Optional<String> identityFile,
        Optional<String> knownHostsFile,
        HostKeyChecking hostKeyChecking,
        Duration connectTimeout,
        SessionMode session,
        Set<String> passEnvironment) {

    public static final String HOST_ALLOWED =
            "a name, alias or address: letters, digits, dots, hyphens and underscores, not a hyphen first; or an IPv6 address";
    public static final String USER_ALLOWED =
            "a login name: letters, digits and . _ + - @, not a hyphen, plus or @ first";
    public static final String PATH_ALLOWED =
            "a path without control characters, \", \\, % or $, not none and not another user's ~, which ssh reads as"
                    + " something else";

    public static final int MIN_PORT = 1;
    public static final int MAX_PORT = 65535;
    public static final Duration MIN_CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}");
    /** Two colons at least: a host and a port, as in 10.0.0.5:22, are not a host for ssh. */
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9_.-]{1,32})?");

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.+@-]{0,252}");
    private static final Pattern PATH = Pattern.compile("(?!(?i:none)$)(?!~[^/])[^\\p{Cc}\"\\\\%$]{1,4096}");

    /** @throws IllegalArgumentException if a part could be read by ssh as anything but what it is meant for */
    public SshTarget {
        require(!program.isBlank(), "the ssh program is empty");
        require(isHost(host), "not a host: must be " + HOST_ALLOWED);
        require(user.stream().allMatch(SshTarget::isUser), "not a user: must be " + USER_ALLOWED);
        require(port.stream().allMatch(p -> p >= MIN_PORT && p <= MAX_PORT), "not a port: must be 1 to 65535");
        require(identityFile.stream().allMatch(SshTarget::isPath), "not an identity file: must be " + PATH_ALLOWED);
        require(knownHostsFile.stream().allMatch(SshTarget::isPath), "not a known-hosts file: must be " + PATH_ALLOWED);
        require(connectTimeout.compareTo(MIN_CONNECT_TIMEOUT) >= 0, "the connect timeout is under 1 s");
        require(
                passEnvironment.stream().allMatch(SshEnvironment::isName),
                "not passed on: must be " + SshEnvironment.NAME_ALLOWED);
        passEnvironment = Set.copyOf(passEnvironment);
    }

    /** Without further environment variables. */
    public SshTarget(
            String program,
            String host,
            Optional<String> user,
            Optional<Integer> port,
            Optional<String> identityFile,
            Optional<String> knownHostsFile,
            HostKeyChecking hostKeyChecking,
            Duration connectTimeout,
            SessionMode session) {
        this(
                program,
                host,
                user,
                port,
                identityFile,
                knownHostsFile,
                hostKeyChecking,
                connectTimeout,
                session,
                Set.of());
    }

    /**
     * A host by its name, alias or address; all else as ssh's own configuration says, with only known host keys, and one
     * connection a run where the host can do that.
     */
    public static SshTarget to(String host) {
        return new SshTarget(
                "ssh",
                host,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HostKeyChecking.YES,
                Duration.ofSeconds(10),
                SessionMode.SHARED);
    }

    /** The same, but for the ssh client to start. */
    public SshTarget withProgram(String other) {
        return new SshTarget(
                other,
                host,
                user,
                port,
                identityFile,
                knownHostsFile,
                hostKeyChecking,
                connectTimeout,
                session,
                passEnvironment);
    }

    /** The same, but for how many connections a run of several commands makes. */
    public SshTarget withSession(SessionMode other) {
        return new SshTarget(
                program,
                host,
                user,
                port,
                identityFile,
                knownHostsFile,
                hostKeyChecking,
                connectTimeout,
                other,
                passEnvironment);
    }

    /** The same, but for these environment variables, which ssh gets as well. */
    public SshTarget withEnvironment(Set<String> other) {
        return new SshTarget(
                program,
                host,
                user,
                port,
                identityFile,
                knownHostsFile,
                hostKeyChecking,
                connectTimeout,
                session,
                other);
    }

    public static boolean isHost(String text) {
        return NAME.matcher(text).matches() || IPV6.matcher(text).matches();
    }

    public static boolean isUser(String text) {
        return USER.matcher(text).matches();
    }

    public static boolean isPath(String text) {
        return PATH.matcher(text).matches();
    }

    /** {@code user@host}, or the host alone. */
    public String destination() {
        return user.map(u -> u + "@" + host).orElse(host);
    }

    /** For a log line; there is nothing secret in it. */
    public String summary() {
        return "ssh to " + destination()
                + port.map(p -> ", port " + p).orElse("")
                + identityFile.map(file -> ", identity " + file).orElse("")
                + knownHostsFile.map(file -> ", known hosts " + file).orElse("")
                + ", host keys " + hostKeyChecking.word()
                + (session == SessionMode.SEPARATE ? ", a connection per command" : "");
    }

    /**
     * The local argument vector that runs the command on the host; no shell reads it here. {@link SshOptions} has what
     * holds whatever ssh's configuration says. The process that is started gets a file for ssh's log, too.
     */
    public List<String> commandLine(RemoteCommand<?> command) {
        return commandLine(List.of("-T", "-n"), command.line());
    }

    /** Likewise, for a session: ssh passes its stdin on, and the host runs {@link SessionText#TEXT}. */
    List<String> sessionLine() {
        return commandLine(List.of("-T"), SessionText.TEXT);
    }

    private List<String> commandLine(List<String> flags, String remote) {
        var line = new ArrayList<String>();
        line.add(program);
        line.addAll(flags);
        SshOptions.FIXED.forEach(option -> option(line, option));
        option(line, "ConnectTimeout=" + connectTimeout.plusMillis(999).toSeconds());
        option(line, "ServerAliveInterval=15");
        option(line, "ServerAliveCountMax=4");
        option(line, "StrictHostKeyChecking=" + hostKeyChecking.word());
        // Quoted, since ssh takes a list of files here and splits it at spaces.
        knownHostsFile.ifPresent(file -> option(line, "UserKnownHostsFile=\"" + file + "\""));
        port.ifPresent(p -> line.addAll(List.of("-p", p.toString())));
        identityFile.ifPresent(file -> {
            option(line, "IdentitiesOnly=yes");
            line.addAll(List.of("-i", file));
        });
        line.addAll(List.of("--", destination(), remote));
        return line;
    }

    private static void option(List<String> line, String option) {
        line.addAll(List.of("-o", option));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
