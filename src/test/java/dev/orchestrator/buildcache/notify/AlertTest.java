package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.value.ByteSize;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AlertTest {
    static Stream<Arguments> alerts() {
        var size = new ByteSize(1986422374);
        var big = Given.succeeded(size);
        return Stream.of(
                Arguments.of(
                        new Alert.Reclaimed("b1", big, size, Optional.of(new Age("24h"))),
                        "Build cache pruned on b1: 1.986 GB reclaimed (until=24h)."),
                Arguments.of(
                        new Alert.Reclaimed("b1", big, size, Optional.empty()),
                        "Build cache pruned on b1: 1.986 GB reclaimed (until=0)."),
                Arguments.of(
                        new Alert.Failing("b1", Given.failed("rc=255: no route"), 1),
                        "Build cache pruning fails on b1: rc=255: no route"),
                Arguments.of(
                        new Alert.Failing("b1", Given.failed("rc=255: no route"), 3),
                        "Build cache pruning fails on b1, 3 times in a row: rc=255: no route"),
                Arguments.of(
                        new Alert.Failing("b1", Given.cutOff(), 1),
                        "Build cache pruning fails on b1: timeout after 600s; the host may still be pruning"),
                Arguments.of(
                        new Alert.Refused("b1", Given.refused("its docker is Podman")),
                        "Build cache pruning is refused on b1: its docker is Podman"),
                Arguments.of(
                        new Alert.Recovered("b1", big), "Build cache pruning works again on b1: 1.986 GB reclaimed."),
                Arguments.of(
                        new Alert.Recovered("b1", Given.unconfirmed()),
                        "Build cache pruning works again on b1, though Docker reported no figure."));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_is_a_sentence_for_people(Alert alert, String text) {
        assertThat(alert.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource
    void a_kind_is_found_by_its_word(Alert.Kind kind) {
        assertThat(Alert.Kind.of(kind.word())).contains(kind);
        assertThat(kind.word()).isLowerCase();
    }

    @Test
    void another_word_is_no_kind() {
        assertThat(Alert.Kind.of("skipped")).isEmpty();
    }
}
