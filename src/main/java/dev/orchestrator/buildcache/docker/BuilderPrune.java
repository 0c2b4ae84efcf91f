package dev.orchestrator.buildcache.docker;

import java.util.Optional;

/**
 * Removes build cache, and nothing else. Its answer is what Docker reports as removed.
 *
 * @param until only cache last used longer ago than this; empty for no age filter
 * @param all also cache that is internal, or shared with images ({@code -a}); only together with an age
 * @param context of the engine; empty for the one that the login uses
 */
public record BuilderPrune(Optional<Age> until, boolean all, Optional<DockerContext> context)
        implements RemoteCommand<PruneReport> {
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
        return prune(context, all)
                + until.map(age -> " --filter until=" + ShellWord.quote(age.text()))
                        .orElse("");
    }

    /** What the commands that prune have in common. */
    static String prune(Optional<DockerContext> context, boolean all) {
        return DockerContext.docker(context) + " builder prune -f" + (all ? " -a" : "");
    }

    @Override
    public Optional<PruneReport> read(String stdout) {
        return PruneReport.read(stdout);
    }

    @Override
    public AnswerReader<PruneReport> newReader() {
        return new PruneReportReader();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }
}
