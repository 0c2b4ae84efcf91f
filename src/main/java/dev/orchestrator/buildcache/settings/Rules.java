package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.ssh.SshTarget;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Rules that several settings share. Each returns the value, or throws if the text isn't allowed. */
final class Rules {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9.]+(?:[eE][+-]?[0-9]{1,3})?");

    private Rules() {}

    static UnaryOperator<String> valid(Predicate<String> allowed) {
        return text -> {
            require(allowed.test(text));
            return text;
        };
    }

    static Function<String, URI> url(Predicate<URI> allowed) {
        return text -> {
            var url = URI.create(text);
            require(allowed.test(url));
            return url;
        };
    }

    static String notEmpty(String text) {
        require(!text.isEmpty());
        return text;
    }

    /** A file that can be read; a leading {@code ~/} is the home directory. */
    static String readable(String text) {
        String name = inHome(text);
        require(SshTarget.isPath(name));
        var path = Path.of(name);
        if (Files.notExists(path)) {
            throw new NotAllowed("No such file");
        }
        require(Files.isRegularFile(path) && Files.isReadable(path));
        return name;
    }

    /** The path, with the home directory for a leading {@code ~/}. */
    static String inHome(String path) {
        return path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
    }

    /** Whether it is a decimal number with a small exponent: 1e999999999 would exhaust the memory. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    static BigDecimal number(String text) {
        require(isNumber(text));
        return new BigDecimal(text);
    }

    static <T extends Comparable<T>> T within(T value, T min, T max) {
        require(value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        return value;
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
    }
}
