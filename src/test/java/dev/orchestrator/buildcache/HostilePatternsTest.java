package dev.orchestrator.buildcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns that read text from outside. Java's take a stack frame for each repetition of a group. */
class HostilePatternsTest {
    private static final Pattern GROUP_REPEATED_WITHOUT_BOUND =
            Pattern.compile("\"[^\"\\n]*(?<!\\\\)\\)(?:[*+]|\\{\\d+,})");

    @Test
    void no_pattern_repeats_a_group_without_bound() throws Exception {
        assertThat(sources())
                .hasSizeGreaterThan(100)
                .allSatisfy(
                        file -> assertThat(Files.readString(file)).doesNotContainPattern(GROUP_REPEATED_WITHOUT_BOUND));
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(Path.of("src", "main", "java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 40_000, 4_000_000})
    void an_age_of_many_parts_is_refused(int parts) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Age("9h".repeat(parts)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.", ":", "::", "/a", "~/", "@", "-", "%", "::%a"})
    void a_part_of_a_target_that_is_too_long_is_refused(String part) {
        String text = part.repeat(1_000_000);
        assertThat(SshTarget.isHost(text) || SshTarget.isUser(text) || SshTarget.isPath(text))
                .isFalse();
    }
}
