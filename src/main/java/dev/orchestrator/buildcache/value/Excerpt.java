package dev.orchestrator.buildcache.value;

import java.util.stream.Collectors;

/** Makes a longer text from a host safe to show: its lines without invisible characters, the middle left out if need be. */
public final class Excerpt {
    private static final String LEFT_OUT = "\n…\n";

    private Excerpt() {}

    /**
     * @param limit maximum length, at least 10; of a longer text, the beginning and the end are kept
     */
    public static String of(String text, int limit) {
        String plain = text.lines()
                .map(line -> OneLine.of(line, Integer.MAX_VALUE))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
        if (plain.length() <= limit) {
            return plain;
        }
        int kept = (limit - LEFT_OUT.length()) / 2;
        int from = plain.length() - kept;
        return plain.substring(0, Character.isHighSurrogate(plain.charAt(kept - 1)) ? kept - 1 : kept)
                + LEFT_OUT
                + plain.substring(Character.isLowSurrogate(plain.charAt(from)) ? from + 1 : from);
    }
}
