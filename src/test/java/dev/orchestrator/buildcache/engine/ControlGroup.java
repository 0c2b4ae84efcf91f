package dev.orchestrator.buildcache.engine;

import static java.util.Comparator.reverseOrder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** An engine's own group of processes (cgroups(7)): dockerd makes it, and leaves it behind, empty. */
record ControlGroup(String name) implements AutoCloseable {
    private static final Path ALL = Path.of("/sys/fs/cgroup");

    static ControlGroup named() {
        return new ControlGroup("build-cache-pruner-" + UUID.randomUUID());
    }

    @Override
    public void close() {
        try (var found = Files.find(ALL, 2, (path, is) -> is.isDirectory() && path.endsWith(name))) {
            found.toList().forEach(ControlGroup::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path top) {
        try (var all = Files.walk(top)) {
            for (var group :
                    all.filter(Files::isDirectory).sorted(reverseOrder()).toList()) {
                Files.delete(group);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
