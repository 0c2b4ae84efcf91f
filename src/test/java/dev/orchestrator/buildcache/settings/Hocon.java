package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;

/** Reads settings from text, with only {@code reference.conf} beneath it. */
final class Hocon {
    private Hocon() {}

    /** @param text the text inside the namespace's braces */
    static Config config(String text) {
        return ConfigFactory.parseString("build-cache-pruner {\n" + text + "\n}")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    static Settings read(String text) throws InvalidSettings {
        return Settings.read(config(text));
    }

    /** The problems, without the namespace and origin, which are the same in every line. */
    static List<String> problems(String text) {
        return problems(config(text));
    }

    static List<String> problems(Config config) {
        var invalid = catchThrowableOfType(InvalidSettings.class, () -> Settings.read(config));
        return invalid == null
                ? List.of()
                : invalid.problems().stream()
                        .map(problem -> problem.replaceFirst("^build-cache-pruner\\.", "")
                                .replaceFirst(" \\(String: \\d+\\)", ""))
                        .toList();
    }
}
