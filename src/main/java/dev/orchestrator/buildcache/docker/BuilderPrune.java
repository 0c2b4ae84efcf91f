package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.value.ByteSize;
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
 */
public record BuilderPrune(Optional<Age> until, boolean all) implements RemoteCommand<ByteSize> {
    private static final Pattern TOTAL = Pattern.compile("Total(?: reclaimed space)?:[ \\t]*(.*)");
    private static final Pattern NOT_A_PRUNE = Pattern.compile("Reclaimable:|\\[y/N]");

    /** @throws IllegalArgumentException for {@code all} without an age: that would be unbounded */
    public BuilderPrune {
        if (all && until.isEmpty()) {
            throw new IllegalArgumentException("a prune of all build cache needs an age (until)");
        }
    }

    /** Of the cache that is neither internal nor shared with images. */
    public static BuilderPrune olderThan(Age until) {
        return new BuilderPrune(Optional.of(until), false);
    }

    @Override
    public String line() {
        return "docker builder prune -f"
                + (all ? " -a" : "")
                + until.map(age -> " --filter until=" + ShellWord.quote(age.text()))
                        .orElse("");
    }

    @Override
    public Optional<ByteSize> read(String stdout) {
        if (NOT_A_PRUNE.matcher(stdout).find()) {
            return Optional.empty();
        }
        var totals = stdout.lines().map(TOTAL::matcher).filter(m -> m.matches()).toList();
        return totals.size() == 1 ? ByteSize.parse(totals.get(0).group(1).strip()) : Optional.empty();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }
}
