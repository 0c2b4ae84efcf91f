package dev.orchestrator.buildcache.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void lines_stay_lines_without_invisible_characters_and_empty_ones() {
        assertThat(Excerpt.of("\u001B[1mone\u001B[0m\r\n\r\n  two\t2\u202E\n\0\nthree", 100))
                .isEqualTo("one\ntwo 2\nthree");
        assertThat(Excerpt.of("\n \n", 100)).isEmpty();
    }

    @Test
    void the_middle_of_a_longer_text_is_left_out() {
        assertThat(Excerpt.of("0123456789", 10)).isEqualTo("0123456789");
        assertThat(Excerpt.of("0123456789a", 10)).isEqualTo("012\n…\n89a");
    }

    @Test
    void a_surrogate_pair_is_not_split() {
        assertThat(Excerpt.of("01😀3456789", 10)).isEqualTo("01\n…\n789");
        assertThat(Excerpt.of("0123456😀89", 10)).isEqualTo("012\n…\n89");
    }
}
