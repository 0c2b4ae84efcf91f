package dev.orchestrator.buildcache.value;

import java.util.regex.Pattern;

/**
 * The escape sequences of terminals (ECMA-48, xterm's ctlseqs): colours, window titles, links, character sets. A login or
 * a wrapper may print them around what a command says.
 */
public final class Escapes {
    /** Each is matched as a whole, because its letters would remain if only its first character were removed. */
    private static final Pattern SEQUENCE = Pattern.compile(
            // control sequences
            "(?:\\x1B\\[|\\x9B)[0-?]*+[ -/]*+[@-~]"
                    // strings such as a title, up to BEL or a string terminator; a line's end is not part of one
                    + "|(?:\\x1B[\\]PX^_k]|[\\x9D\\x90\\x98\\x9E\\x9F])[^\\x07\\x1B\\x9C\\r\\n]*+(?:\\x07|\\x9C|\\x1B\\\\)"
                    // a character set and the like
                    + "|\\x1B[ -/]++[0-~]"
                    // of one letter
                    + "|\\x1B[0-?@-OQ-WYZ\\\\`cnol|}~]");

    private Escapes() {}

    /** The text without them. What isn't complete on its line is no sequence, and stays. */
    public static String without(String text) {
        return SEQUENCE.matcher(text).replaceAll("");
    }
}
