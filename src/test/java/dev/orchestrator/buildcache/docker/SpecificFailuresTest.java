package dev.orchestrator.buildcache.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the cause is shown, however far it is from the line that ended the command; the texts are OpenSSH's and sshd's. */
class SpecificFailuresTest {
    private static final String DENIED = "prune@build-01.example.org: Permission denied (publickey).";

    private static final String CHATTER = "words that nobody needs to read now, of whatever kind\n".repeat(8);

    /** OpenSSH 9.2 of a key file that others can read. */
    private static final String OPEN_KEY = "@".repeat(59)
            + "\r\n@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\r\n"
            + "@".repeat(59) + "\r\nPermissions 0644 for '/home/prune/.ssh/build-cache-pruner' are too open.\r\n"
            + "It is required that your private key files are NOT accessible by others.\r\n"
            + "This private key will be ignored.\r\n"
            + "Load key \"/home/prune/.ssh/build-cache-pruner\": bad permissions\r\n"
            + DENIED + "\r\n";

    @Test
    void a_key_file_that_others_can_read() {
        assertThat(Diagnosis.of(new Exited(255, "", OPEN_KEY)).text())
                .isEqualTo("rc=255: WARNING: UNPROTECTED PRIVATE KEY FILE! Permissions 0644 for"
                        + " '/home/prune/.ssh/build-cache-pruner' are too open. It is required that your pr … "
                        + DENIED);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                // the .pub given as key; a missing file, which elsewhere is only a warning
                "Load key \"/k.pub\": error in libcrypto|" + DENIED,
                "Load key \"/k\": incorrect passphrase supplied to decrypt private key|" + DENIED,
                "Warning: Identity file /k not accessible: No such file or directory.|" + DENIED,
                // a ProxyCommand's own words
                "/bin/sh: 1: exec: cloudflared: not found|Connection closed by UNKNOWN port 65535",
                "nc: getaddrinfo for host \"bastion\" port 22: No such host is known|banner exchange: Connection to UNKNOWN port 65535: Broken pipe"
            })
    void the_first_telling_line_and_the_line_of_the_class_are_shown(String telling, String ending) {
        assertThat(Diagnosis.of(new Exited(255, "", CHATTER + telling + "\n" + CHATTER + ending + "\n" + CHATTER))
                        .text())
                .startsWith("rc=255: " + telling)
                .endsWith(ending)
                .hasSizeLessThanOrEqualTo(8 + 200);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "Load key \"/k.pub\": invalid format|Connection closed by 10.0.0.5 port 22",
                "jump: Permission denied (publickey).|kex_exchange_identification: Connection closed by remote host",
                "Your account has expired; please contact your system administrator.|Connection closed by 10.0.0.5 port 22"
            })
    void a_telling_line_that_is_the_line_of_the_class_comes_first(String telling, String ending) {
        assertThat(Diagnosis.of(new Exited(255, "", CHATTER + telling + "\n" + CHATTER + ending))
                        .text())
                .startsWith("rc=255: " + telling)
                .hasSizeLessThanOrEqualTo(8 + 200);
    }

    @Test
    void the_whole_text_is_in_the_details() {
        var details = Diagnosis.of(new Exited(255, "", OPEN_KEY)).details();
        assertThat(details)
                .hasValueSatisfying(text -> assertThat(text.lines())
                        .contains(
                                "@ WARNING: UNPROTECTED PRIVATE KEY FILE! @",
                                "This private key will be ignored.",
                                "Load key \"/home/prune/.ssh/build-cache-pruner\": bad permissions",
                                DENIED));
    }

    @Test
    void details_that_the_error_has_already_are_left_out() {
        assertThat(Diagnosis.of(new Exited(255, "", DENIED + "\r\n")).details()).isEmpty();
        assertThat(Diagnosis.of(new Exited(1, "", "one\n\ntwo\n")).details()).isEmpty();
        assertThat(Diagnosis.of(new Exited(1, "", "")).details()).isEmpty();
        assertThat(Diagnosis.of(new Exited(1, "one", "\n")).details()).isEmpty();
        assertThat(Diagnosis.of(new Exited(1, "one\ntwo\n", "\n")).details()).contains("one\ntwo");
    }

    @Test
    void details_are_bounded_and_without_control_characters() {
        String line = "\u001B[31m" + "x".repeat(99) + "\u202E\n";
        assertThat(Diagnosis.of(new Exited(1, "", "first\n" + line.repeat(160) + "last\n"))
                        .details())
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("first\nxxx")
                        .contains("\n…\n")
                        .endsWith("xxx\nlast")
                        .hasSizeBetween(4000, 4096)
                        .doesNotContain("\u001B", "\u202E"));
    }
}
