package dev.orchestrator.buildcache.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What ssh itself says during one process, apart from what the host says: with {@code -E} (ssh(1)) it writes that to a
 * file, which only this user can read, and which goes with the process.
 */
final class SshLog {
    /** Empty where no file could be created, as in a container without a writable directory. */
    private final Optional<Path> file;

    /** Of a process that hasn't started. */
    static final SshLog NONE = new SshLog(Optional.empty());

    private SshLog(Optional<Path> file) {
        this.file = file;
    }

    /** Never fails: without a file, what ssh says comes among what the host writes to stderr. */
    static SshLog open() {
        try {
            return new SshLog(Optional.of(Files.createTempFile("build-cache-pruner-", ".ssh-log")));
        } catch (IOException noPlace) {
            return new SshLog(Optional.empty());
        }
    }

    /** What ssh is to be told. */
    List<String> arguments() {
        return file.map(path -> List.of("-E", path.toString())).orElse(List.of());
    }

    boolean isApart() {
        return file.isPresent();
    }

    /** What ssh has said so far, its first and last part; empty if that is not known. */
    String text() {
        var kept = BoundedOutput.ofStderr();
        file.ifPresent(path -> {
            var buffer = new byte[8192];
            try (var stream = Files.newInputStream(path)) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    kept.take(buffer, 0, n);
                }
            } catch (IOException gone) {
                // It was deleted: nothing is known.
            }
        });
        return kept.text();
    }

    void delete() {
        file.ifPresent(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // It is empty, or a few lines long, and the system clears the folder.
            }
        });
    }
}
