package dev.orchestrator.buildcache.value;

import java.util.regex.Pattern;

/** Makes text from a host safe for a log line or a status: a single line without invisible characters. */
public final class OneLine {
    /**
     * Control characters, format characters (such as those that change the writing direction) and broken surrogates.
     */
    private static final Pattern UNSHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    private static final Pattern SPACES = Pattern.compile(" {2,}");

    private OneLine() {}

    /**
     * @param limit maximum length; a longer text is cut off and ends with an ellipsis
     */
    public static String of(String text, int limit) {
        String plain = UNSHOWN.matcher(Escapes.without(text)).replaceAll(" ");
        plain = SPACES.matcher(plain).replaceAll(" ").strip();
        if (plain.length() <= limit) {
            return plain;
        }
        int end = limit - 1;
        return plain.substring(0, Character.isHighSurrogate(plain.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
