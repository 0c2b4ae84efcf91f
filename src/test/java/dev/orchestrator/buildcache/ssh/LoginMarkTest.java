package dev.orchestrator.buildcache.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginMarkTest {
    private final LoginMark stderr = new LoginMark(BoundedOutput.ofStderr());

    /** What ssh's local command writes. */
    private final String mark = "\n" + nonce(stderr) + "\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 33, 8192})
    void what_came_before_the_login_is_forgotten_however_the_bytes_come(int atOnce) {
        give("a Banner\n" + mark + "the host\n", atOnce);
        assertThat(stderr.isLoggedIn()).isTrue();
        assertThat(stderr.text()).isEqualTo("the host\n");
    }

    @Test
    void a_banner_longer_than_what_is_kept_does_not_hide_the_login() {
        give("denied ".repeat(10_000) + mark + "the host", 8192);
        assertThat(stderr.text()).isEqualTo("the host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n\n", "a\n", "a\nb", "\n0123456789abcdef\n"})
    void without_a_login_everything_is_kept(String said) {
        give(said, 1);
        assertThat(stderr.isLoggedIn()).isFalse();
        assertThat(stderr.text()).isEqualTo(said);
    }

    @Test
    void a_mark_that_is_cut_short_or_another_one_is_no_login() {
        var shortened = mark.substring(0, mark.length() - 2);
        var anothers = "\n" + nonce(new LoginMark(BoundedOutput.ofStderr())) + "\n";
        give(shortened + "\n" + anothers + shortened, 5);
        assertThat(stderr.isLoggedIn()).isFalse();
        assertThat(stderr.text()).isEqualTo(shortened + "\n" + anothers + shortened);
    }

    @Test
    void after_the_login_a_mark_is_what_the_host_says() {
        give(mark + "one" + mark + "two", 4);
        assertThat(stderr.text()).isEqualTo("one" + mark + "two");
    }

    /** A session waits for what a host says, so nothing is held back. */
    @Test
    void what_could_be_the_beginning_of_a_mark_is_passed_on_at_once() {
        var begun = mark.substring(0, 20).getBytes(UTF_8);
        stderr.take(begun, 0, begun.length);
        assertThat(stderr.text()).isEqualTo(mark.substring(0, 20));
    }

    private void give(String text, int atOnce) {
        var bytes = text.getBytes(UTF_8);
        for (int at = 0; at < bytes.length; at += atOnce) {
            stderr.take(bytes, at, Math.min(bytes.length, at + atOnce));
        }
        stderr.end();
    }

    private static String nonce(LoginMark mark) {
        var found = Pattern.compile("[0-9a-f]{32}")
                .matcher(mark.arguments().get(mark.arguments().size() - 1));
        assertThat(found.find()).isTrue();
        return found.group();
    }
}
