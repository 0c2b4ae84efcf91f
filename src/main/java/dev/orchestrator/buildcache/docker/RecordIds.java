package dev.orchestrator.buildcache.docker;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The ids of 1 to {@value #MOST} records of the build cache. Letters and digits only: they become a regular expression, and
 * a word of a shell.
 */
public record RecordIds(List<String> ids) {
    /** So many ids of 25 characters are about 5 kB of command line. */
    public static final int MOST = 200;

    private static final Pattern ID = Pattern.compile("[a-z0-9]{1,64}");

    /** @throws IllegalArgumentException if there are none, more than {@value #MOST}, one twice, or one that is no id */
    public RecordIds {
        ids = List.copyOf(ids);
        if (ids.isEmpty() || ids.size() > MOST) {
            throw new IllegalArgumentException(ids.size() + " ids: must be 1 to " + MOST);
        }
        if (!ids.stream().allMatch(RecordIds::isId)) {
            throw new IllegalArgumentException("not an id of a build cache record: must be 1 to 64 of a-z and 0-9");
        }
        if (new HashSet<>(ids).size() < ids.size()) {
            throw new IllegalArgumentException("an id is named twice");
        }
    }

    /** Whether this is an id. Docker's own have 25 characters; other makers of records may choose longer ones. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public int size() {
        return ids.size();
    }
}
