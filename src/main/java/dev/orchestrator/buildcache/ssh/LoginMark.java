package dev.orchestrator.buildcache.ssh;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells on stderr what came before the login from what came after it. Before it, there are the server's Banner (ssh
 * prints it to stderr, whatever the log is), and what a ProxyCommand or the ssh of a jump host says; after it, only the
 * host. ssh itself draws the line: once logged in, before it reads anything from the host's command, it runs a
 * {@code LocalCommand} (ssh_config(5)), which writes a mark.
 *
 * <p>Without a mark, because there was no login or there is no local {@code sh}, nothing is told apart.
 */
final class LoginMark implements Sink {
    /** ssh gives it to the user's shell; all kinds of shells read it the same way. */
    private static final String COMMAND = "exec sh -c 'echo >&2; echo %s >&2'";

    private final String nonce = SessionText.newNonce();
    private final byte[] mark = ("\n" + nonce + "\n").getBytes(StandardCharsets.US_ASCII);
    private final Sink sink;
    private volatile boolean loggedIn;

    /** How many bytes of the mark have come last; all of them after the login. */
    private int matched;

    /** @param sink gets everything, and is told to forget what came up to the mark */
    LoginMark(Sink sink) {
        this.sink = sink;
    }

    /** What ssh is to be told. The first value of an option holds, so these come before all others. */
    List<String> arguments() {
        return List.of("-o", "PermitLocalCommand=yes", "-o", "LocalCommand=" + COMMAND.formatted(nonce));
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    @Override
    public void take(byte[] bytes, int from, int to) {
        int at = from;
        if (!loggedIn) {
            at = endOfMark(bytes, from, to);
            sink.take(bytes, from, at);
            if (matched == mark.length) {
                sink.forget();
                loggedIn = true;
            }
        }
        if (at < to) {
            sink.take(bytes, at, to);
        }
    }

    /** Where the mark ends, or the bytes do. */
    private int endOfMark(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && matched < mark.length) {
            if (bytes[at] != mark[matched]) {
                // Only its ends are newlines, so another beginning can only be here.
                matched = 0;
            }
            if (bytes[at] == mark[matched]) {
                matched++;
            }
            at++;
        }
        return at;
    }

    @Override
    public void end() {
        sink.end();
    }

    @Override
    public String text() {
        return sink.text();
    }
}
