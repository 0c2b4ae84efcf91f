package dev.orchestrator.buildcache.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A program used instead of ssh. Like ssh, it gets the remote command as its last argument. */
final class Stub {
    private static final String VERSION = "{\"Server\":{\"Components\":[{\"Name\":\"Engine\"}]}}";

    private static final String SHELL = """
            #!/bin/sh
            case "$*" in
              *version*) echo '%s' ;;
              *) echo 'Total reclaimed space: 1GB' ;;
            esac
            """.formatted(VERSION);

    private static final String HANGING = """
            #!/bin/sh
            exec sleep 3600
            """;

    private static final String C = """
            #include <string.h>
            #include <unistd.h>
            int main(int n, char **args) {
              const char *is = strstr(args[n - 1], "version") ? "%s\\n" : "Total reclaimed space: 1GB\\n";
              return write(1, is, strlen(is)) < 0;
            }
            """.formatted(VERSION.replace("\"", "\\\""));

    private Stub() {}

    /** A shell script that answers immediately. */
    static Path shell(Path folder) throws IOException {
        return script(folder.resolve("stub-shell"), SHELL);
    }

    /** A shell script that hangs. */
    static Path hanging(Path folder) throws IOException {
        return script(folder.resolve("stub-hanging"), HANGING);
    }

    /** A static program that answers immediately; empty without a C compiler. */
    static Optional<Path> compiled(Path folder) throws IOException, InterruptedException {
        var source = Files.writeString(folder.resolve("stub.c"), C);
        var program = folder.resolve("stub-static");
        try {
            var cc = new ProcessBuilder("cc", "-O2", "-static", "-o", program.toString(), source.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return cc.waitFor() == 0 ? Optional.of(program) : Optional.empty();
        } catch (IOException noCompiler) {
            return Optional.empty();
        }
    }

    private static Path script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A temporary folder, deleted when the program ends. */
    static Path folder() throws IOException {
        var folder = Files.createTempDirectory("build-cache-pruner-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
                Files.delete(folder);
            } catch (IOException left) {
                System.err.println("left behind: " + folder);
            }
        }));
        return folder;
    }
}
