package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.KeyUnrecorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who says what during one ssh process: ssh itself, in its log; the host, on stderr after the login; and before it, the
 * server's Banner and a proxy.
 */
final class SshWords {
    /** sshconnect.c, {@code check_host_key}. What it says of the host's IP address is of no consequence. */
    private static final String NOT_RECORDED = "Failed to add the host to the list of known hosts";

    /** What ssh writes to stderr despite its log, as its last line: clientloop.c, {@code quit_message}. */
    private static final Pattern LAST_WORDS = Pattern.compile(
            "(?:^|(?<=\n))(Connection to \\S+ closed by remote host\\.|Read from remote host [^\\r\\n]*)\\r\\n$");

    private final SshTarget target;
    private final LoginMark stderr;
    private volatile SshLog log = SshLog.NONE;
    private volatile Optional<String> unrecorded = Optional.empty();

    /** @param stderr gets what the host says; what comes before the login, until the login */
    SshWords(SshTarget target, Sink stderr) {
        this.target = target;
        this.stderr = new LoginMark(stderr);
    }

    /** What ssh's stderr goes to. */
    Sink stderr() {
        return stderr;
    }

    /** The arguments of a process that is about to be started, with what tells the words apart. */
    List<String> toldApart(List<String> commandLine) {
        log = SshLog.open();
        var line = new ArrayList<>(commandLine.subList(0, 1));
        if (log.isApart()) {
            line.addAll(log.arguments());
            line.addAll(stderr.arguments());
        }
        line.addAll(commandLine.subList(1, commandLine.size()));
        return line;
    }

    /**
     * Whether ssh took the key of a host that it didn't know, as it should, and could not record it. It would take
     * another one the next time. Reads a file.
     */
    boolean keyIsUnrecorded() {
        unrecorded = complaint();
        return unrecorded.isPresent();
    }

    private Optional<String> complaint() {
        return target.hostKeyChecking() == HostKeyChecking.ACCEPT_NEW
                ? (log.isApart() ? log.text() : stderr.text())
                        .lines()
                        .filter(line -> line.startsWith(NOT_RECORDED))
                        .findFirst()
                : Optional.empty();
    }

    /** Whether the host let it in, as far as ssh told. */
    boolean isLoggedIn() {
        return stderr.isLoggedIn();
    }

    /** How the process ended, once it has. */
    CommandResult result(int code, String stdout) {
        return unrecorded
                .or(this::complaint)
                .<CommandResult>map(KeyUnrecorded::new)
                .orElseGet(() -> exited(code, stdout));
    }

    private Exited exited(int code, String stdout) {
        String said = log.text();
        String host = stderr.text();
        var last = LAST_WORDS.matcher(host);
        if (code == 255 && stderr.isLoggedIn() && last.find()) {
            said += last.group();
            host = host.substring(0, last.start());
        }
        // ssh says why it failed. A code of 255 without a word is the host's, or a signal ended the command there.
        boolean ofHost = code == 255 && stderr.isLoggedIn() && said.isBlank();
        return new Exited(code, stdout, host, said, ofHost);
    }

    /** Nobody needs to know any more what ssh says. */
    void delete() {
        log.delete();
    }
}
