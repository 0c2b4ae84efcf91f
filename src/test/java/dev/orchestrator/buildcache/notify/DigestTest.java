package dev.orchestrator.buildcache.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DigestTest {
    @Test
    void the_most_urgent_comes_first_and_else_what_came_first() {
        var digest = Digest.EMPTY
                .with(reclaimed("a"))
                .with(new Alert.Recovered("b", Given.unconfirmed()))
                .with(new Alert.Refused("c", Given.refused("x")))
                .with(failing("e"))
                .with(reclaimed("f"))
                .with(failing("d"));
        assertThat(digest.text(1000, Alert::host)).isEqualTo("e\nd\nc\nb\na\nf");
        assertThat(digest.summary()).isEqualTo("2 failing, 1 refused, 1 recovered, 2 reclaimed");
    }

    @Test
    void what_does_not_fit_is_counted() {
        var digest = many(40);
        assertThat(digest.text(200, n -> "0123456789 of " + n.host()))
                .startsWith("0123456789 of b0\n0123456789 of b1\n")
                .endsWith("\n… and 30 more")
                .hasLineCount(11)
                .hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void no_text_is_longer_than_its_limit() {
        for (int size : new int[] {1, 2, 5, 30}) {
            var digest = many(size);
            for (int limit = 101; limit < 200; limit++) {
                for (var line : List.of("x", "x".repeat(limit - 1), "x".repeat(limit + 1), "x😀".repeat(200))) {
                    var text = digest.text(limit, n -> line);
                    assertThat(text).hasSizeLessThanOrEqualTo(limit);
                    assertThat(text.codePoints()).noneMatch(c -> c >= 0xD800 && c < 0xE000);
                }
            }
        }
    }

    @Test
    void a_text_that_just_fits_is_whole() {
        assertThat(many(3).text(104, n -> "x".repeat(34))).hasSize(104).doesNotContain("more");
        assertThat(many(3).text(103, n -> "x".repeat(34))).hasLineCount(3).endsWith("… and 1 more");
    }

    @Test
    void of_each_kind_only_so_many_are_kept_and_the_others_are_counted() {
        var digest = many(Digest.LIMIT + 7).with(failing("last")).with(reclaimed("too much"));
        assertThat(digest.alerts()).hasSize(Digest.LIMIT + 1);
        assertThat(digest.more()).isEqualTo(8);
        assertThat(digest.size()).isEqualTo(Digest.LIMIT + 9);
        assertThat(digest.text(120, Alert::host)).startsWith("last\nb0\n").contains("… and ");
        assertThat(digest.text(100_000, Alert::host)).endsWith("\n… and 8 more");
        assertThat(digest.summary()).isEqualTo("1 failing, 250 reclaimed, 8 more");
    }

    private static Digest many(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> reclaimed("b" + i))
                .reduce(Digest.EMPTY, Digest::with, (one, other) -> other);
    }

    private static Alert failing(String host) {
        return new Alert.Failing(host, Given.failed("rc=1: no"), 1);
    }

    private static Alert reclaimed(String host) {
        return new Alert.Reclaimed(host, Given.succeeded(ByteSize.ZERO), ByteSize.ZERO, Optional.empty());
    }
}
