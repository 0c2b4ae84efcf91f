package dev.orchestrator.buildcache.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedOutputTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // head, tail, text, what is kept; ⏎ is a line end
                "0, 4, '', ''",
                "0, 4, abcd, abcd",
                "3, 4, abc, abc",
                "3, 4, abcdefg, abcdefg",
                // dropped: the last part starts with its first whole line
                "0, 8, one⏎two⏎three⏎, ⏎three⏎",
                "0, 9, one⏎two⏎three, ⏎three",
                "4, 8, one⏎two⏎three⏎, one⏎⏎three⏎",
                "2, 8, one⏎two⏎three⏎, on⏎three⏎",
                // and if it has none, with nothing
                "0, 4, abcdefgh, ⏎",
                "3, 4, abcdefgh, abc⏎",
                "0, 4, abcdefgh⏎, ⏎"
            })
    void the_first_and_the_last_bytes_are_kept_without_half_a_line_between(
            int head, int tail, String text, String kept) {
        for (int chunk = 1; chunk <= text.length() + 1; chunk++) {
            assertThat(drained(head, tail, real(text).getBytes(UTF_8), chunk)).isEqualTo(real(kept));
        }
    }

    @RepeatedTest(300)
    void the_text_is_that_of_a_model_that_keeps_everything(RepetitionInfo round) {
        var random = new Random(round.getCurrentRepetition());
        int head = random.nextInt(3) == 0 ? 0 : random.nextInt(40);
        int tail = 1 + random.nextInt(40);
        var bytes = new byte[random.nextInt(3 * (head + tail))];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(8) == 0 ? '\n' : 'a' + random.nextInt(26));
        }
        assertThat(drained(head, tail, bytes, 1 + random.nextInt(50)))
                .as("head %d, tail %d, %s", head, tail, new String(bytes, UTF_8))
                .isEqualTo(model(head, tail, bytes));
    }

    /** As large as the real ones, so that the reader's own buffer matters. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8191, 8192, 8193, 16_384, 16_385, 65_536, 65_537, 73_728, 73_729, 1_000_003})
    void streams_larger_than_the_buffers_are_kept_like_small_ones(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 71 == 70 ? '\n' : 'a' + i % 26);
        }
        for (int chunk : new int[] {1000, 8192, 1 << 20}) {
            assertThat(drained(0, 65_536, bytes, chunk)).isEqualTo(model(0, 65_536, bytes));
            assertThat(drained(8192, 8192, bytes, chunk)).isEqualTo(model(8192, 8192, bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 100})
    void characters_of_several_bytes_survive_every_border(int chunk) {
        String text = "½кэш😀€\n½кэш😀€";
        byte[] bytes = text.getBytes(UTF_8);
        for (int head = 0; head <= bytes.length; head++) {
            assertThat(drained(head, bytes.length - head + 1, bytes, chunk)).isEqualTo(text);
        }
    }

    @Test
    void binary_noise_becomes_text_all_the_same() {
        var noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        assertThat(drained(8192, 8192, noise, 4096)).isNotEmpty().contains("\n");
    }

    @Test
    void the_text_so_far_is_there_while_the_stream_still_runs() {
        var output = new BoundedOutput(2, 4);
        assertThat(output.text()).isEmpty();
        output.take("abc".getBytes(UTF_8), 0, 3);
        assertThat(output.text()).isEqualTo("abc");
        output.take("d\nef".getBytes(UTF_8), 0, 4);
        assertThat(output.text()).isEqualTo("ab\nef");
    }

    private static String drained(int head, int tail, byte[] bytes, int chunk) {
        var output = new BoundedOutput(head, tail);
        for (int from = 0; from < bytes.length; from += chunk) {
            output.take(bytes, from, Math.min(from + chunk, bytes.length));
        }
        return output.text();
    }

    private static String model(int head, int tail, byte[] all) {
        if (all.length <= head + tail) {
            return new String(all, UTF_8);
        }
        var kept = new ByteArrayOutputStream();
        kept.write(all, 0, head);
        kept.write('\n');
        byte[] end = Arrays.copyOfRange(all, all.length - tail, all.length);
        int from = 0;
        while (from < end.length && end[from] != '\n') {
            from++;
        }
        if (from < end.length) {
            kept.write(end, from + 1, end.length - from - 1);
        }
        return kept.toString(UTF_8);
    }

    private static String real(String shown) {
        return shown.replace('⏎', '\n');
    }
}
