package dev.orchestrator.buildcache.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands on this machine.
 *
 * @param dir where their output goes
 * @param environment what is set beside this program's own
 */
record LocalCommands(Path dir, Map<String, String> environment) {
    private static final int LIMIT_S = 60;

    /** A command under way. Its output is in files, so that it never waits for somebody to read it. */
    record Started(List<String> line, Process process, Path stdout, Path stderr) {

        /**
         * @return what it wrote to stdout, without the space around it
         * @throws IllegalStateException if it fails, or takes longer than a minute
         */
        String result() {
            try {
                if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(line + " took over " + LIMIT_S + " s: " + Files.readString(stderr));
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(
                            line + " exited with " + process.exitValue() + ": " + Files.readString(stderr));
                }
                return Files.readString(stdout).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IllegalStateException(line + " was waited for in vain", e);
            }
        }
    }

    String run(List<String> line) {
        return start(line).result();
    }

    Started start(List<String> line) {
        try {
            var stdout = Files.createTempFile(dir, "command", ".out");
            var stderr = Files.createTempFile(dir, "command", ".err");
            var builder =
                    new ProcessBuilder(line).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            return new Started(line, process, stdout, stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
