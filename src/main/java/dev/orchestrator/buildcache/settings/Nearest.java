package dev.orchestrator.buildcache.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/** Finds the name that was probably meant by a misspelt one. */
final class Nearest {
    /** Longer names are compared by their beginning: the time is the product of both lengths. */
    private static final int COMPARED = 100;

    private Nearest() {}

    /**
     * The name with the smallest edit distance, case aside; of several, the first by name.
     *
     * @param names one or more
     */
    static String to(String misspelt, Collection<String> names) {
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> distance(compared(misspelt), compared(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    private static String compared(String name) {
        return name.substring(0, Math.min(COMPARED, name.length())).toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance: how many characters to insert, delete or replace. */
    private static int distance(String from, String to) {
        int[] row = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
