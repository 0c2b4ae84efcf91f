package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A setting, and the types that it can be read as. A value that isn't allowed is recorded as a problem, and
 * the default, read by the same rule, is returned instead.
 *
 * <p>In the methods, {@code allowed} describes valid values, for the error message; {@code parse} receives the text
 * without surrounding white space, and throws any runtime exception if it isn't allowed; {@link NotAllowed} also says
 * why.
 */
final class Setting {
    /** As long as a path of Linux or a message of Telegram may be. */
    private static final int MAX_LENGTH = 4096;

    private final SettingsReader place;
    private final String key;
    private final Config config;
    private final Config defaults;
    private final boolean shown;

    Setting(SettingsReader place, String key, Config config, Config defaults, boolean shown) {
        this.place = place;
        this.key = key;
        this.config = config;
        this.defaults = defaults;
        this.shown = shown;
    }

    boolean flag() {
        return value("true or false (or yes/no, on/off, 1/0)", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    int whole(int min, int max) {
        return value(
                "a whole number from " + min + " to " + max, text -> Rules.within(Integer.valueOf(text), min, max));
    }

    /** A duration; a bare number is seconds. */
    Duration duration(Duration min, Duration max) {
        var range = new TimeRange(min, max);
        return value(range.allowed(), range::parse);
    }

    /** A duration, or empty. */
    Optional<Duration> optionalDuration(Duration min, Duration max) {
        var range = new TimeRange(min, max);
        return optional(range.allowed(), range::parse);
    }

    /** A value that may be empty. */
    <T> Optional<T> optional(String allowed, Function<String, T> parse) {
        return value(
                allowed + ", or empty", text -> text.isEmpty() ? Optional.empty() : Optional.of(parse.apply(text)));
    }

    /** A list, or a comma-separated text; may be empty. */
    <T> Set<T> set(String allowed, Function<String, T> parse) {
        return value(
                allowed,
                Setting::joined,
                text -> Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .map(bounded(parse))
                        .collect(Collectors.toSet()));
    }

    private static String joined(Config config, String key) {
        return config.getValue(key).valueType() == ConfigValueType.LIST
                ? String.join(",", config.getStringList(key))
                : config.getString(key);
    }

    <T> T value(String allowed, Function<String, T> parse) {
        return value(allowed, Config::getString, bounded(parse));
    }

    /** What parses a text, patterns above all, may take time and memory that grow faster than its length. */
    private static <T> Function<String, T> bounded(Function<String, T> parse) {
        return text -> {
            if (text.length() > MAX_LENGTH) {
                throw new NotAllowed("it has more than " + MAX_LENGTH + " characters");
            }
            return parse.apply(text);
        };
    }

    private <T> T value(String allowed, BiFunction<Config, String, String> text, Function<String, T> parse) {
        return checked(allowed, text, parse)
                .orElseGet(() -> parse.apply(text.apply(defaults, key).strip()));
    }

    /** A value without a default; if it isn't allowed, the problem is recorded and the result is empty. */
    <T> Optional<T> required(String allowed, Function<String, T> parse) {
        return checked(allowed, Config::getString, bounded(parse));
    }

    private <T> Optional<T> checked(
            String allowed, BiFunction<Config, String, String> text, Function<String, T> parse) {
        String value;
        try {
            value = text.apply(config, key).strip();
        } catch (ConfigException notText) {
            place.faulty(key, " is " + kind(), "must be " + allowed);
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(value));
        } catch (NotAllowed why) {
            place.faulty(key, shown(value), why.problem(allowed));
        } catch (RuntimeException notAllowed) {
            place.faulty(key, shown(value), "must be " + allowed);
        }
        return Optional.empty();
    }

    private String shown(String value) {
        return " = " + (shown ? '"' + Shown.of(value) + '"' : "(not shown)");
    }

    private String kind() {
        if (!config.hasPath(key)) {
            return "null";
        }
        return config.getValue(key).valueType() == ConfigValueType.LIST ? "a list" : "an object";
    }
}
