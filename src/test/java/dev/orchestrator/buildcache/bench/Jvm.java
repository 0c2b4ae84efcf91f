package dev.orchestrator.buildcache.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs part of a benchmark in its own JVM, with this one's class path. */
final class Jvm {
    private Jvm() {}

    /** Its result: the last line on its stdout. */
    static Map<?, ?> run(Class<?> main, List<String> options, String... args) throws IOException, InterruptedException {
        return tried(main, options, args).orElseThrow(() -> new IllegalStateException(main.getName() + " ended badly"));
    }

    /** The same, or empty if it failed. */
    static Optional<Map<?, ?>> tried(Class<?> main, List<String> options, String... args)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.inputReader()) {
            var last = out.lines().reduce((a, b) -> b);
            boolean ended = process.waitFor() == 0;
            return ended && last.isPresent() ? Optional.of(Json.read(last.get())) : Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }
}
