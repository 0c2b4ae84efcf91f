package dev.orchestrator.buildcache.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orchestrator.buildcache.value.Escapes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the ids of the removed records while a prune prints them: of thousands, only the last would be kept. They come after
 * a head, one a line, and with buildx as the first column of a table.
 */
final class PruneReportReader implements AnswerReader<PruneReport> {
    private static final Pattern HEAD = Pattern.compile("Deleted build cache objects:.*|ID\\s+RECLAIMABLE\\s.*");
    private static final Pattern ROW = Pattern.compile("([a-z0-9]{1,64})(\\*?\\s+(true|false)\\s.*|\\s*)");

    /** An id and the next column. */
    private static final int LONGEST_BEGINNING = 200;

    private final byte[] line = new byte[LONGEST_BEGINNING];
    private final Set<String> removed = new HashSet<>();
    private int length;
    private boolean afterHead;

    @Override
    public void take(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                endLine();
            } else if (length < line.length) {
                line[length++] = bytes[at];
            }
        }
    }

    private void endLine() {
        var text = Escapes.without(new String(line, 0, length, UTF_8)).stripTrailing();
        length = 0;
        if (HEAD.matcher(text).matches()) {
            // What came before was not of this prune.
            removed.clear();
            afterHead = true;
        } else if (afterHead && removed.size() < CacheListingReader.MAX_RECORDS) {
            var row = ROW.matcher(text);
            if (row.matches()) {
                removed.add(row.group(1));
            }
        }
    }

    @Override
    public Optional<PruneReport> answer(CommandResult.Exited end) {
        return PruneReport.read(end.stdout())
                .map(report -> report.withRemoved(removed))
                .or(() -> removed.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new PruneReport(Optional.empty(), 0, true, removed)));
    }
}
