package dev.orchestrator.buildcache.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Debian system whose programs and configuration a {@link PrivateServer} sees as its {@code /usr} and {@code /etc}.
 *
 * @param path this machine's own, or one that {@code .ci/make-roots} has made; it is only read
 * @param buildx whether docker finds buildx there, if it is installed
 */
record DebianRoot(Path path, boolean buildx) {
    static final DebianRoot MACHINE = new DebianRoot(Path.of("/"), true);

    /** As in {@code .ci/make-roots}. */
    private static final Path MADE = Path.of(
            Optional.ofNullable(System.getenv("BUILD_CACHE_PRUNER_ROOTS")).orElse("/var/tmp/build-cache-pruner-roots"));

    static DebianRoot of(String suite) {
        return new DebianRoot(MADE.resolve(suite), true);
    }

    DebianRoot withoutBuildx() {
        return new DebianRoot(path, false);
    }

    boolean isThere() {
        return Files.isDirectory(path);
    }

    /** Where this machine finds a program of that system. */
    Path resolve(Path program) {
        return path.resolve(Path.of("/").relativize(program));
    }
}
