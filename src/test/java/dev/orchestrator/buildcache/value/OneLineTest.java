package dev.orchestrator.buildcache.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OneLineTest {

    private static Arguments[] texts() {
        return new Arguments[] {
            row("", ""),
            row("plain", "plain"),
            row("  at both ends \n", "at both ends"),
            row("two\nlines", "two lines"),
            row("two\r\n\r\nlines", "two lines"),
            row("tabs\t\tand  spaces", "tabs and spaces"),
            row("Кэш очищен, ½ 😀", "Кэш очищен, ½ 😀"),
            // escape sequences are removed as a whole
            row("\u001B[31mred\u001B[0m", "red"),
            row("\u001B[1;38;5;196mred\u001B[m", "red"),
            row("cleared\u001B[2J\u001B[1;1H", "cleared"),
            row("\u001B[?25lhidden", "hidden"),
            row("\u001B]0;a title\u0007text", "text"),
            row("\u001B]8;;http://x/\u001B\\link\u001B]8;;\u001B\\", "link"),
            row("\u001B(Breset", "reset"),
            // what remains of broken ones is not an escape sequence
            row("\u001B]0;no end", "]0;no end"),
            row("\u001B", ""),
            row("a\u001Bb", "a b"),
            // other control characters, C0 and C1
            row("nul\0bell\u0007del\u007F", "nul bell del"),
            row("next\u0085line \u009B31m\u009C", "next line"),
            // line ends that only some programs know
            row("line\u2028and\u2029paragraph", "line and paragraph"),
            // characters that change the writing direction or are invisible
            row("user\u202Egpj.exe", "user gpj.exe"),
            row("a\u2066b\u2069c\u200Fd\u061Ce", "a b c d e"),
            row("zero\u200Bwidth\uFEFF", "zero width"),
            // halves of a character
            row("a\uD83Db", "a b"),
            row("a\uDE00b", "a b"),
            row("\uDE00\uD83D", "")
        };
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_text_becomes_one_line_without_invisible_characters(String text, String line) {
        assertThat(OneLine.of(text, 100)).isEqualTo(line);
    }

    @Test
    void control_characters_are_removed() {
        var all = new StringBuilder();
        IntStream.rangeClosed(0, 0xFFFF).forEach(c -> all.append((char) c).append('x'));
        assertThat(OneLine.of(all.toString(), Integer.MAX_VALUE).codePoints().map(Character::getType))
                .doesNotContain(
                        (int) Character.CONTROL,
                        (int) Character.FORMAT,
                        (int) Character.SURROGATE,
                        (int) Character.LINE_SEPARATOR,
                        (int) Character.PARAGRAPH_SEPARATOR);
    }

    @Test
    void a_text_at_the_limit_is_whole_and_a_longer_one_ends_with_an_ellipsis() {
        assertThat(OneLine.of("12345", 5)).isEqualTo("12345");
        assertThat(OneLine.of("123456", 5)).isEqualTo("1234…");
        assertThat(OneLine.of("  12345  ", 5)).isEqualTo("12345");
        assertThat(OneLine.of("\u001B[31m12345\u001B[0m", 5)).isEqualTo("12345");
    }

    @Test
    void a_surrogate_pair_is_not_split() {
        assertThat(OneLine.of("123😀56", 5)).isEqualTo("123…");
        assertThat(OneLine.of("12😀56", 5)).isEqualTo("12😀…");
        assertThat(OneLine.of("123😀", 5)).isEqualTo("123😀");
    }

    private static Arguments row(String text, String line) {
        return Arguments.of(text, line);
    }
}
