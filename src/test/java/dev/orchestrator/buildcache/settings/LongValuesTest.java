package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The length of a value is checked before a pattern reads it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LongValuesTest {
    private static final int LENGTH = 40_000;

    /** All but those that Akka reads. */
    static Stream<String> keys() {
        return ConfigFactory.defaultReference().getConfig(Structure.NAMESPACE).entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.startsWith("blocking-dispatcher."));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void no_value_is_longer_than_4096_characters(String key) {
        for (String part : new String[] {"9h", "1;", "a.", ":", "/a", "{host}", "@", "-"}) {
            assertThat(problems(key, part.repeat(LENGTH / part.length())))
                    .first()
                    .asString()
                    .startsWith(key + " = ")
                    .contains(": it has more than 4096 characters; must be ")
                    .hasSizeLessThan(1_000);
        }
    }

    @Test
    void a_text_of_4096_characters_is_read() {
        assertThat(problems("telegram.message", "x".repeat(4096))).isEmpty();
        assertThat(problems("telegram.message", "x".repeat(4097))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "secret", "bot-token", "chat-id", "type"})
    void nor_is_one_of_a_channel(String key) {
        assertThat(problems("notify.channels.a." + key, "9h".repeat(LENGTH / 2)).toString())
                .contains("notify.channels.a." + key, "it has more than 4096 characters")
                .doesNotContain(key.equals("type") ? "SECRET" : "9h9h");
    }

    @Test
    void a_list_is_as_long_as_there_are_hosts_but_not_its_names() {
        var names = IntStream.range(0, 2_000).mapToObj(i -> "build-" + i).toList();
        var hosts = names.stream().map(name -> name + " {}").collect(Collectors.joining(", ", "hosts { ", " }"));
        String channel = hosts + ", notify.channels.a { type = slack, url = \"https://h/x\", hosts = ";
        assertThat(Hocon.problems(channel + names + " }")).isEmpty();
        assertThat(Hocon.problems(channel + "\"" + "x".repeat(LENGTH) + "\" }"))
                .singleElement()
                .asString()
                .contains("it has more than 4096 characters");
    }

    @Test
    void a_long_name_is_shortened_to_one_line() {
        String name = "a\\n" + "9h".repeat(LENGTH / 2);
        for (String text : List.of(
                "\"" + name + "\" = 1",
                "hosts { \"" + name + "\" {} }",
                "hosts { \"" + name + "\" = 1 }",
                "notify.channels { \"" + name + "\" {} }")) {
            assertThat(Hocon.problems(text))
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).hasLineCount(1).hasSizeLessThan(1_100));
        }
    }

    private static List<String> problems(String key, String value) {
        return Hocon.problems(
                Hocon.config("").withValue(Structure.NAMESPACE + "." + key, ConfigValueFactory.fromAnyRef(value)));
    }
}
