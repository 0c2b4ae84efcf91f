package dev.orchestrator.buildcache.settings;

import com.typesafe.config.ConfigValueFactory;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What several settings ask of their texts: each gives the text back, or throws for one that isn't allowed. */
final class Rules {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9.]+(?:[eE][+-]?[0-9]{1,3})?");

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

    /** A bare number is seconds. */
    static Duration duration(String text) {
        return NUMBER.matcher(text).matches()
                ? Duration.ofNanos(number(text).movePointRight(9).longValueExact())
                : ConfigValueFactory.fromAnyRef(text).atKey("it").getDuration("it");
    }

    /** A number whose exponent is small enough to calculate with: 1e999999999 would fill the memory. */
    static BigDecimal number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException();
        }
        return new BigDecimal(text);
    }

    static <T extends Comparable<T>> T within(T value, T min, T max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException();
        }
        return value;
    }
}
