package dev.orchestrator.buildcache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The gate, as the README prints it. */
public final class ReadmeGate {
    private ReadmeGate() {}

    /** Its script. */
    public static String script() {
        try {
            var readme = Files.readString(Path.of("README.md"));
            int from = readme.lastIndexOf("#!/bin/sh", readme.indexOf("$SSH_ORIGINAL_COMMAND"));
            var printed = readme.substring(from, readme.indexOf("```", from));
            return printed.lines().map(line -> line.replaceFirst("^ {3}", "")).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
