package dev.orchestrator.buildcache.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteCommandTest {
    private static final Optional<Age> NO_AGE = Optional.empty();
    private static final Optional<DockerContext> COLIMA = Optional.of(new DockerContext("colima"));

    /** A new command has to be put here, where somebody looks at what it does to a host. */
    private static Stream<Arguments> whole_set() {
        return Stream.of(
                Arguments.of(new DockerVersion(), "docker version --format '{{json .}}'"),
                Arguments.of(new BuilderPrune(age("24h"), false), "docker builder prune -f --filter until=24h"),
                Arguments.of(new BuilderPrune(age("7d"), false), "docker builder prune -f --filter until=168h"),
                Arguments.of(new BuilderPrune(age("1h30m"), true), "docker builder prune -f -a --filter until=1h30m"),
                Arguments.of(new BuilderPrune(NO_AGE, false), "docker builder prune -f"),
                Arguments.of(
                        new ContextInspect(COLIMA),
                        "docker context inspect --format '{{json .Endpoints.docker.Host}}' colima"),
                Arguments.of(
                        new ContextInspect(Optional.empty()),
                        "docker context inspect --format '{{json .Endpoints.docker.Host}}'"),
                Arguments.of(new DockerVersion(COLIMA), "docker --context colima version --format '{{json .}}'"),
                Arguments.of(
                        new BuilderPrune(age("12h"), true, COLIMA),
                        "docker --context colima builder prune -f -a --filter until=12h"),
                Arguments.of(
                        BuilderPrune.olderThan(new Age("12h")).in(COLIMA),
                        "docker --context colima builder prune -f --filter until=12h"),
                Arguments.of(new EngineTime(Optional.empty()), "docker info --format '{{.SystemTime}}'"),
                Arguments.of(new EngineTime(COLIMA), "docker --context colima info --format '{{.SystemTime}}'"),
                Arguments.of(new ListCache(Optional.empty()), "docker system df -v --format '{{json .BuildCache}}'"),
                Arguments.of(
                        new ListCache(COLIMA), "docker --context colima system df -v --format '{{json .BuildCache}}'"),
                Arguments.of(
                        new RecordsPrune(new RecordIds(List.of("a1")), false, Optional.empty()),
                        "docker builder prune -f --filter 'id=^(a1)$'"),
                Arguments.of(
                        new RecordsPrune(new RecordIds(List.of("a1", "b2")), true, COLIMA),
                        "docker --context colima builder prune -f -a --filter 'id=^(a1|b2)$'"));
    }

    @ParameterizedTest
    @MethodSource("whole_set")
    void the_text_sent_to_the_host_is_exactly_this(RemoteCommand<?> command, String line) {
        assertThat(command.line()).isEqualTo(line);
    }

    @Test
    void the_set_is_closed_and_every_command_in_it_is_tested_here() {
        assertThat(RemoteCommand.class.isSealed()).isTrue();
        assertThat(RemoteCommand.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(
                        DockerVersion.class,
                        ContextInspect.class,
                        EngineTime.class,
                        ListCache.class,
                        BuilderPrune.class,
                        RecordsPrune.class)
                .allMatch(Class::isRecord);
        assertThat(whole_set().<Class<?>>map(row -> row.get()[0].getClass()).distinct())
                .containsExactlyInAnyOrder(RemoteCommand.class.getPermittedSubclasses());
    }

    /** Free text in a command would be a free-form command. */
    @Test
    void no_command_holds_text_that_is_not_checked() {
        assertThat(Stream.of(RemoteCommand.class.getPermittedSubclasses())
                        .flatMap(command -> Stream.of(command.getRecordComponents()))
                        .map(part -> part.getGenericType().getTypeName())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "java.util.Optional<" + Age.class.getName() + ">",
                        "java.util.Optional<" + DockerContext.class.getName() + ">",
                        RecordIds.class.getName(),
                        "boolean");
    }

    @Test
    void pruning_all_without_an_age_cannot_even_be_made() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BuilderPrune(NO_AGE, true))
                .withMessage("a prune of all build cache needs an age (until)");
    }

    @Test
    void only_ids_can_be_named_and_never_none() {
        var tooMany = Stream.iterate(1, i -> i + 1).limit(201).map(i -> "a" + i).toList();
        assertThat(new RecordIds(tooMany.subList(0, 200)).size()).isEqualTo(200);
        for (var ids : List.of(
                List.<String>of(),
                tooMany,
                List.of("a", "a"),
                List.of(""),
                List.of("a", ""),
                List.of("A"),
                List.of("a|b"),
                List.of(".*"),
                List.of("a)"),
                List.of("a\n"),
                List.of("é"),
                List.of("a".repeat(65)))) {
            assertThatIllegalArgumentException().as("%s", ids).isThrownBy(() -> new RecordIds(ids));
        }
        assertThat(new RecordIds(List.of("a".repeat(64))).size()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("whole_set")
    void a_shell_runs_docker_once_and_nothing_else(RemoteCommand<?> command, String line) throws Exception {
        String words = sh("docker() { printf '<%s>' \"$@\"; }; " + command.line());
        assertThat(words)
                .isEqualTo(line.replace("'", "")
                        .replaceFirst("docker ", "<")
                        .replace(" ", "><")
                        .replace("{{json><.", "{{json .")
                        .concat(">"));
    }

    /** They are really run, so what a broken quoting would let loose does no harm. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "24h",
                "a.b-c_d:e/f",
                "",
                " ",
                "two words",
                "tab\there",
                "new\nline",
                "it's",
                "'",
                "''",
                "'; echo ran; '",
                "\"",
                "$HOME",
                "$(echo ran)",
                "`echo ran`",
                "a;b",
                "a&b|c>/dev/null</dev/null",
                "*",
                "~",
                "#",
                "!",
                "\\",
                "a\\",
                "{{json .}}",
                "a=b",
                "%s",
                "-n",
                "кэш"
            })
    void a_quoted_word_reaches_the_command_as_it_was(String word) throws Exception {
        assertThat(sh("printf '<%s>' " + ShellWord.quote(word) + " " + ShellWord.quote(word)))
                .isEqualTo("<" + word + "><" + word + ">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"24h", "1h30m", "2.5h", "/var/lib", "a:b-c_d"})
    void a_plain_word_is_left_as_it_is(String word) {
        assertThat(ShellWord.quote(word)).isEqualTo(word);
    }

    private static Optional<Age> age(String text) {
        return Optional.of(new Age(text));
    }

    private static String sh(String script) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(List.of("sh", "-c", script)).redirectErrorStream(true);
        // The words are UTF-8 whatever the machine's locale is.
        builder.environment().put("LC_ALL", "C.UTF-8");
        var process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
