package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.function.Consumer;

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
        return shown(catchThrowableOfType(InvalidSettings.class, () -> Settings.read(config)));
    }

    /** The problems of the defaults that reading some of them finds. */
    static List<String> problemsOf(Consumer<SettingsReader> reading) {
        var problems = new Problems();
        reading.accept(SettingsReader.of(config(""), problems));
        return shown(catchThrowableOfType(InvalidSettings.class, problems::throwIfAny));
    }

    private static List<String> shown(InvalidSettings invalid) {
        return invalid == null
                ? List.of()
                : invalid.problems().stream()
                        .map(problem -> problem.replaceFirst("^build-cache-pruner\\.", "")
                                .replaceFirst(" \\(String: \\d+\\)", ""))
                        .toList();
    }
}
