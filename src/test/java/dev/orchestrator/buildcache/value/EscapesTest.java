package dev.orchestrator.buildcache.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapesTest {

    /** ␛ is ESC, ␇ BEL, ⇐ the 8-bit CSI, ⇒ the 8-bit OSC, ⇓ the 8-bit string terminator. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "plain|plain",
                // control sequences
                "␛[31mred␛[0m|red",
                "␛[1;38;5;196mred␛[m|red",
                "⇐31mred⇐0m|red",
                "␛[?2004l␛[?25h{}|{}",
                "␛[!p␛[0 qtext|text",
                // a terminal's title, a link, and other strings
                "␛]0;prune@build-01: ~␇{}|{}",
                "␛]2;title␛\\{}|{}",
                "⇒0;title⇓{}|{}",
                "␛]0;title⇓{}|{}",
                "␛]8;;http://x/␛\\link␛]8;;␛\\|link",
                "␛P1$r0m␛\\text|text",
                "␛_tmux;x␛\\text|text",
                "␛^private␛\\text|text",
                "␛ktitle␛\\text|text",
                // the short ones
                "␛(Btext␛)0|text",
                "␛7text␛8|text",
                "␛=text␛>|text",
                "␛ctext|text",
                "␛Mtext|text",
                // what has no end keeps its letters
                "␛]0;title{}|␛]0;title{}",
                "␛[31|␛[31",
                "text␛|text␛",
                // an odd one in between
                "␛[␛[31mred|␛[red",
                "a␛bc|a␛bc"
            })
    void escape_sequences_are_removed_as_a_whole(String text, String plain) {
        assertThat(Escapes.without(real(text))).isEqualTo(real(plain));
    }

    /** A terminal's string doesn't go across lines, so that one without an end can't hide the next line. */
    @Test
    void a_line_end_ends_every_sequence() {
        assertThat(Escapes.without("\u001B]0;title\nline\u0007")).isEqualTo("\u001B]0;title\nline\u0007");
        assertThat(Escapes.without("\u001B[3\n1m")).isEqualTo("\u001B[3\n1m");
        assertThat(Escapes.without("\u001BP1\r\u001B\\x")).isEqualTo("\u001BP1\rx");
    }

    @Test
    void a_long_one_without_an_end_takes_no_long_time() {
        String long_ = "\u001B]0;".repeat(20_000) + "\u001B[" + "1;".repeat(20_000);
        assertThat(Escapes.without(long_)).isEqualTo(long_);
    }

    private static String real(String shown) {
        return shown.replace('␛', '\u001B')
                .replace('␇', '\u0007')
                .replace('⇐', '\u009B')
                .replace('⇒', '\u009D')
                .replace('⇓', '\u009C');
    }
}
