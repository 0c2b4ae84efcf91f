package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.SshTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What several settings ask of their texts: each gives the text back, or throws for one that isn't allowed. */
final class Rules {
    private Rules() {}

    static UnaryOperator<String> valid(Predicate<String> allowed) {
        return text -> {
            if (!allowed.test(text)) {
                throw new IllegalArgumentException();
            }
            return text;
        };
    }

    static String notEmpty(String text) {
        return valid(t -> !t.isEmpty()).apply(text);
    }

    /** A file that can be read; a leading {@code ~/} is the home directory. */
    static String readable(String text) {
        return valid(path -> SshTarget.isPath(path) && isReadable(Path.of(path)))
                .apply(inHome(text));
    }

    /** The same, or one that isn't there. */
    static String readableIfThere(String text) {
        return valid(path -> SshTarget.isPath(path) && (Files.notExists(Path.of(path)) || isReadable(Path.of(path))))
                .apply(inHome(text));
    }

    private static boolean isReadable(Path path) {
        return Files.isRegularFile(path) && Files.isReadable(path);
    }

    private static String inHome(String path) {
        return path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
    }
}
