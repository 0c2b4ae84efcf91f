package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.value.OneLine;

/** Text of the operator's as messages show it: one line, not too long, without a password. */
final class Shown {
    private static final int LONGEST = 100;

    private static final String SCHEME_END = "://";

    private Shown() {}

    static String of(String text) {
        return OneLine.of(withoutPassword(text), LONGEST);
    }

    /** Of {@code user:password@host} and {@code https://user:password@host}. */
    private static String withoutPassword(String text) {
        int first = text.indexOf(':');
        int colon = text.startsWith(SCHEME_END, first) ? text.indexOf(':', first + SCHEME_END.length()) : first;
        int at = text.lastIndexOf('@');
        return 0 <= colon && colon < at ? text.substring(0, colon) + ":(not shown)" + text.substring(at) : text;
    }
}
