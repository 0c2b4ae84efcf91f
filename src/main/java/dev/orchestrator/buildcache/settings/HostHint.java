package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.ssh.SshTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a host, and explains what doesn't belong in it: ssh's command line and URLs take more than the host's name. */
final class HostHint {
    private static final String SCHEME = "ssh://";
    private static final Pattern PORT = Pattern.compile("(?:[^:]*|\\[.*]):[0-9]+/?");

    private HostHint() {}

    /** @throws RuntimeException if it isn't a host */
    static String host(String text) {
        if (SshTarget.isHost(text)) {
            return text;
        }
        throw new NotAllowed(String.join(", ", hints(text)));
    }

    /** What to do about a text that isn't a host, without a part of the text: it may hold a password; or empty. */
    static List<String> hints(String text) {
        var hints = new ArrayList<String>();
        String login = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
        String user = login.substring(0, Math.max(0, login.lastIndexOf('@')));
        String host = login.substring(login.lastIndexOf('@') + 1);
        if (!user.isEmpty()) {
            hints.add("the user is set by ssh.user");
        }
        if (user.contains(":")) {
            hints.add("there is no setting for a password");
        }
        if (PORT.matcher(host).matches()) {
            hints.add("the port is set by ssh.port");
        }
        if (host.startsWith("[")) {
            hints.add("an IPv6 address is written without brackets");
        }
        if (text.startsWith(SCHEME)) {
            hints.add("a host is written without " + SCHEME);
        }
        return hints;
    }
}
