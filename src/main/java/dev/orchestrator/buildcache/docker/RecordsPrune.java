package dev.orchestrator.buildcache.docker;

import java.util.Optional;

/**
 * Removes the named records of the build cache, as far as nothing uses them and no other record builds on them, and nothing
 * else. Without an age: an engine that has this fault would mark the layer below as used just now, and keep it.
 *
 * @param records which; {@code id} is a regular expression (moby/buildkit, {@code client/filter}), so all of them are one
 *     filter
 * @param all also records that are internal, or shared with images ({@code -a})
 * @param context of the engine; empty for the one that the login uses
 */
public record RecordsPrune(RecordIds records, boolean all, Optional<DockerContext> context)
        implements RemoteCommand<PruneReport> {

    @Override
    public String line() {
        return BuilderPrune.prune(context, all) + " --filter "
                + ShellWord.quote("id=^(" + String.join("|", records.ids()) + ")$");
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
