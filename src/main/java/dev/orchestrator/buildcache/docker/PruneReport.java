package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The line by which a prune says what it removed: {@code Total reclaimed space: 2.3GB} (docker/cli,
 * {@code cli/command/builder/prune.go}) or {@code Total:⇥2.3GB} (docker/buildx, {@code commands/prune.go}).
 *
 * <p>It is written last and only if the prune was carried through. Without exactly one such line the run is not
 * confirmed: a declined or unanswered prompt, a killed prune and Podman all end without one, and some of them with exit
 * code 0.
 */
public final class PruneReport {
    private static final Pattern TOTAL = Pattern.compile("Total(?: reclaimed space)?:[ \\t]*(.*)");
    private static final Pattern NOT_A_PRUNE = Pattern.compile("Reclaimable:|\\[y/N]");

    private PruneReport() {}

    /**
     * @param stdout what the prune wrote; its stderr is never looked at
     * @return what Docker says it removed from the build cache; empty if there is no report, or no usable one
     */
    public static Optional<ByteSize> read(String stdout) {
        if (NOT_A_PRUNE.matcher(stdout).find()) {
            return Optional.empty();
        }
        var totals = stdout.lines().map(TOTAL::matcher).filter(m -> m.matches()).toList();
        return totals.size() == 1 ? ByteSize.parse(totals.get(0).group(1).strip()) : Optional.empty();
    }
}
