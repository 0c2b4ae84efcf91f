package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Escapes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Removes build cache, and nothing else. Its answer is what Docker reports as removed.
 *
 * <p>The report is the line {@code Total reclaimed space: 2.3GB} (docker/cli, {@code cli/command/builder/prune.go}) or
 * {@code Total:⇥2.3GB} (docker/buildx, {@code commands/prune.go}). It is written last, and only if the prune was
 * completed. Without exactly one such line there is no answer: a prompt that was declined or not answered, a killed
 * prune and Podman all end without one, and some of them with exit code 0.
 *
 * @param until only cache last used longer ago than this; empty for no age filter
 * @param all also cache that is internal, or shared with images ({@code -a}); only together with an age
 * @param context of the engine; empty for the one that the login uses
 */
public record BuilderPrune(Optional<Age> until, boolean all, Optional<DockerContext> context)
        implements RemoteCommand<BuilderPrune.Report> {
    private static final Pattern TOTAL =
            Pattern.compile("Total(?: reclaimed space)?:[ \\t]*(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOT_A_PRUNE = Pattern.compile("Reclaimable:|\\[y/N]");
    /** What a prune that removes something prints before its report, heads and ids; a report before that is another's. */
    private static final Pattern REMOVED = Pattern.compile(
            "Deleted build cache objects:.*|ID\\s+RECLAIMABLE\\s.*|[a-z0-9]{25}(\\*?\\s+(true|false)\\s.*)?");
    /** No Docker host's disk has a petabyte of build cache: a figure above it is a mistake. */
    private static final ByteSize MOST = new ByteSize(1_000_000_000_000_000L);

    private static final int LONGEST_FIGURE = 24;

    /**
     * The last report line of an answer.
     *
     * @param bytes empty if its figure is unusable
     * @param lines how many report lines there are
     * @param begun whether Docker is known to have written all of them, because what it prints of a removal is before them
     */
    public record Report(Optional<ByteSize> bytes, int lines, boolean begun) {
        /**
         * What Docker reported, if that is told apart from what a login prints.
         *
         * @param bannerReports how many report lines the login prints before a command's answer
         */
        public Optional<ByteSize> after(int bannerReports) {
            return lines == (begun ? 1 : bannerReports + 1) ? bytes : Optional.empty();
        }
    }

    /** @throws IllegalArgumentException for {@code all} without an age: that would be unbounded */
    public BuilderPrune {
        if (all && until.isEmpty()) {
            throw new IllegalArgumentException("a prune of all build cache needs an age (until)");
        }
    }

    /** In the docker context that the login uses. */
    public BuilderPrune(Optional<Age> until, boolean all) {
        this(until, all, Optional.empty());
    }

    /** Of the cache that is neither internal nor shared with images. */
    public static BuilderPrune olderThan(Age until) {
        return new BuilderPrune(Optional.of(until), false);
    }

    /** The same in another docker context; empty for the one that the login uses. */
    public BuilderPrune in(Optional<DockerContext> other) {
        return new BuilderPrune(until, all, other);
    }

    @Override
    public String line() {
        return DockerContext.docker(context) + " builder prune -f"
                + (all ? " -a" : "")
                + until.map(age -> " --filter until=" + ShellWord.quote(age.text()))
                        .orElse("");
    }

    @Override
    public Optional<Report> read(String stdout) {
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
                : Optional.of(new Report(size(figures.get(figures.size() - 1)), figures.size(), begin >= 0));
    }

    /** How many lines of a text look like a report. */
    static int reportLines(String stdout) {
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

    @Override
    public boolean isReadOnly() {
        return false;
    }
}
