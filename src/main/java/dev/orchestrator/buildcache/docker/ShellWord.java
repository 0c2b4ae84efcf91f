package dev.orchestrator.buildcache.docker;

import java.util.regex.Pattern;

/** Quoting for a POSIX shell: ssh joins its arguments, and the host's login shell parses them again. */
final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:-]+");

    private ShellWord() {}

    /** The word as the shell has to get it so that the command receives it unchanged. */
    static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
