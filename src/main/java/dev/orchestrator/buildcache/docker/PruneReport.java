package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Escapes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Docker says that a prune has removed.
 *
 * <p>The report is the line {@code Total reclaimed space: 2.3GB} (docker/cli, {@code cli/command/builder/prune.go}) or
 * {@code Total:⇥2.3GB} (docker/buildx, {@code commands/prune.go}). It is written last, and only if the prune was
 * completed. Without exactly one such line there is no answer: a prompt that was declined or not answered, a killed
 * prune and Podman all end without one, and some of them with exit code 0.
 *
 * @param bytes empty if the figure of the last report line is unusable
 * @param lines how many report lines there are
 * @param begun whether Docker is known to have written all of them, because what it prints of a removal is before them
 * @param removed the ids of the records that it printed as removed, as far as they were read while they came
 */
public record PruneReport(Optional<ByteSize> bytes, int lines, boolean begun, Set<String> removed) {
    private static final Pattern TOTAL =
            Pattern.compile("Total(?: reclaimed space)?:[ \\t]*(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_A_PRUNE = Pattern.compile("Reclaimable:|\\[y/N]");
    /** What a prune that removes something prints before its report, heads and ids; a report before that is another's. */
    private static final Pattern REMOVED = Pattern.compile(
            "Deleted build cache objects:.*|ID\\s+RECLAIMABLE\\s.*|[a-z0-9]{25}(\\*?\\s+(true|false)\\s.*)?");
    /** No Docker host's disk has a petabyte of build cache: a figure above it is a mistake. */
    private static final ByteSize MOST = new ByteSize(1_000_000_000_000_000L);

    private static final int LONGEST_FIGURE = 24;

    public PruneReport {
        removed = Set.copyOf(removed);
    }

    /** Reads what was kept of an answer; the ids are read by a {@link PruneReportReader}. */
    static Optional<PruneReport> read(String stdout) {
        if (NOT_A_PRUNE.matcher(stdout).find()) {
            return Optional.empty();
        }
        var lines = Escapes.without(stdout).lines().toList();
        int begin = lines.size() - 1;
        while (begin >= 0 && !REMOVED.matcher(lines.get(begin)).matches()) {
            begin--;
        }
        var figures = figures(lines.subList(begin + 1, lines.size()));
        return figures.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new PruneReport(size(figures.get(figures.size() - 1)), figures.size(), begin >= 0, Set.of()));
    }

    /** How many lines of a text look like a report. */
    static int lines(String stdout) {
        return figures(Escapes.without(stdout).lines().toList()).size();
    }

    private static List<String> figures(List<String> lines) {
        return lines.stream()
                .map(TOTAL::matcher)
                .filter(m -> m.matches())
                .map(m -> m.group(1).strip())
                .toList();
    }

    private static Optional<ByteSize> size(String figure) {
        return figure.length() > LONGEST_FIGURE
                ? Optional.empty()
                : ByteSize.parse(figure).filter(size -> size.bytes() <= MOST.bytes());
    }

    PruneReport withRemoved(Set<String> ids) {
        return new PruneReport(bytes, lines, begun, ids);
    }

    /**
     * What Docker reported, if that is told apart from what a login prints.
     *
     * @param bannerReports how many report lines the login prints before a command's answer
     */
    public Optional<ByteSize> after(int bannerReports) {
        return lines == (begun ? 1 : bannerReports + 1) ? bytes : Optional.empty();
    }
}
