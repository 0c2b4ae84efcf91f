package dev.orchestrator.buildcache.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsProblemsTest {
    private static final String FLAG = "must be true or false (or yes/no, on/off, 1/0)";
    private static final String HOST =
            "must be a name, alias or address: letters, digits, dots, hyphens and underscores,"
                    + " not a hyphen first; or an IPv6 address, or empty";
    private static final String BOTH = "set both telegram.bot-token and telegram.chat-id, or neither";

    @ParameterizedTest
    @ValueSource(strings = {"enabled", "all", "preflight"})
    void a_flag_is_one_of_the_eight_words(String key) {
        for (String bad : new String[] {"", "y", "t", "2", "-1", "enabled", "true false", "да"}) {
            assertThat(Hocon.problems(key + " = \"" + bad + "\"")).containsExactly(key + " = \"" + bad + "\": " + FLAG);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "interval, 1 s to 100 years",
        "timeout, 1 s to 100 days",
        "probe-timeout, 1 s to 100 days",
        "ssh.connect-timeout, 1 s to 1 day",
        "http.ask-timeout, 1 ms to 15 s"
    })
    void a_time_is_a_duration_within_its_range(String key, String range) {
        for (String bad : new String[] {
            "", "0", "0s", "-1", "-6h", "0.0009", "0.9 ms", "36501d", "1e30 d", "9999999999999", "1e999", "1e999999999",
            "NaN", "Infinity", "abc", "6 parsecs", "h", "1h30m", "1:30", "1,5", "..", "1.0000000001", "0x10", "١"
        }) {
            assertThat(Hocon.problems(key + " = \"" + bad + "\""))
                    .containsExactly(key + " = \"" + bad + "\": must be a duration of " + range
                            + ", such as 10s or a number of seconds");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "interval, 0.999s",
        "timeout, 0.999s",
        "probe-timeout, 0.999s",
        "probe-timeout, 8640001",
        "timeout, 8640001",
        "ssh.connect-timeout, 999ms",
        "ssh.connect-timeout, 86401",
        "http.ask-timeout, 999us",
        "http.ask-timeout, 15001ms"
    })
    void a_time_just_out_of_range_is_rejected(String key, String bad) {
        assertThat(Hocon.problems(key + " = " + bad)).singleElement().asString().startsWith(key + " = \"" + bad);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "24", "0h", "-5s", "1w", "24 h", "24H", "next week", "300y", "24h;reboot", "999999d"})
    void until_is_an_age(String bad) {
        assertThat(Hocon.problems("until = \"" + bad + "\""))
                .containsExactly("until = \"" + bad + "\": must be a positive Go duration such as 24h, 1h30m or 90m,"
                        + " or days such as 7d, or empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \""})
    void all_requires_an_age(String until) {
        assertThat(Hocon.problems("all = true, until = " + until))
                .containsExactly("all: true requires an age in until, otherwise the prune would be unbounded");
    }

    @ParameterizedTest
    @Timeout(10)
    @ValueSource(
            strings = {"", "-1", "-1e-9", "NaN", "Infinity", "abc", "1 GB", "1,5", "1e99", "1e999999999", "1e-999999999"
            })
    void notify_min_gb_is_a_number_of_0_or_more(String bad) {
        assertThat(Hocon.problems("notify-min-gb = \"" + bad + "\""))
                .containsExactly("notify-min-gb = \"" + bad + "\": must be a number of GiB (1024³ bytes), 0 or more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-H", "tcp://10.0.0.7:2376", "a b", "a;reboot", "a+b", ".a"})
    void a_docker_context_is_a_plain_name(String bad) {
        for (String place : new String[] {"", "hosts.a."}) {
            assertThat(Hocon.problems(place + "docker-context = \"" + bad + "\""))
                    .containsExactly(place + "docker-context = \"" + bad + "\": must be the name of a docker context:"
                            + " up to 128 letters, digits and . _ -, starting with a letter or digit, or empty");
        }
    }

    /** What a host and a user may be is in SshTargetTest. */
    @ParameterizedTest
    @ValueSource(strings = {"-oProxyCommand=reboot", "two hosts", "$(reboot)", "@host", "host:", "host:ssh", "g::b:22"})
    void a_host_and_a_user_must_be_valid_for_ssh(String bad) {
        assertThat(Hocon.problems("ssh.host = \"" + bad + "\"")).containsExactly("ssh.host = \"" + bad + "\": " + HOST);
        assertThat(Hocon.problems("ssh.user = \"" + bad + "\""))
                .containsExactly("ssh.user = \"" + bad + "\": must be a login name: letters, digits and . _ + - @,"
                        + " not a hyphen, plus or @ first, or empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user@host|the user is set by ssh.user",
                "user@corp.example@host|the user is set by ssh.user",
                "host:22|the port is set by ssh.port",
                "10.0.0.5:22|the port is set by ssh.port",
                "[::1]|an IPv6 address is written without brackets",
                "user@[::1]:22|the user is set by ssh.user, the port is set by ssh.port, an IPv6 address is written"
                        + " without brackets",
                "user@host:22|the user is set by ssh.user, the port is set by ssh.port",
                "ssh://host|a host is written without ssh://",
                "ssh://user@host:22/|the user is set by ssh.user, the port is set by ssh.port, a host is written without"
                        + " ssh://"
            })
    void a_host_with_more_in_it_points_to_the_other_settings(String bad, String hint) {
        assertThat(Hocon.problems("ssh.host = \"" + bad + "\""))
                .containsExactly("ssh.host = \"" + bad + "\": " + hint + "; " + HOST);
        assertThat(Hocon.problems("hosts { \"" + bad + "\".ssh.host = h }"))
                .singleElement()
                .asString()
                .startsWith("hosts: a host is named \"" + bad + "\": " + hint + "; must be up to 63");
    }

    @ParameterizedTest
    @CsvSource({
        "user:SECRET@host, user:(not shown)@host",
        "user:SEC@RET@host:22, user:(not shown)@host:22",
        "user:SEC:RET@[::1], user:(not shown)@[::1]",
        "ssh://user:SECRET@host, ssh://user:(not shown)@host"
    })
    void a_password_in_a_host_is_not_shown(String bad, String shown) {
        assertThat(Hocon.problems("ssh.host = \"" + bad + "\""))
                .singleElement()
                .asString()
                .startsWith(
                        "ssh.host = \"" + shown + "\": the user is set by ssh.user, there is no setting for a password")
                .endsWith(HOST);
        assertThat(Hocon.problems("hosts { \"" + bad + "\" { until = x, x = 1, y {} } }"))
                .hasSize(4)
                .allMatch(problem -> problem.contains(shown))
                .noneMatch(problem -> problem.contains("SEC") || problem.contains("RET"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "99999999999", "abc", "22.0", "2 2", "22a", "0x16"})
    void a_port_is_a_whole_number_in_range(String bad) {
        assertThat(Hocon.problems("ssh.port = \"" + bad + "\""))
                .containsExactly("ssh.port = \"" + bad + "\": must be 1 to 65535, or empty");
        assertThat(Hocon.problems("http.port = \"" + bad + "\""))
                .containsExactly("http.port = \"" + bad + "\": must be a whole number from 0 to 65535");
    }

    @Test
    void port_0_means_any_free_port_for_http_and_is_invalid_for_ssh() {
        assertThat(Hocon.problems("http.port = 0")).isEmpty();
        assertThat(Hocon.problems("ssh.port = 0")).containsExactly("ssh.port = \"0\": must be 1 to 65535, or empty");
        assertThat(Hocon.problems("http.port = \"\""))
                .containsExactly("http.port = \"\": must be a whole number from 0 to 65535");
        assertThat(Hocon.problems("ssh.port = 65535, http.port = 65535")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "SHARED", "shared separate"})
    void the_session_is_one_of_two_words(String bad) {
        assertThat(Hocon.problems("ssh.session = \"" + bad + "\""))
                .containsExactly("ssh.session = \"" + bad + "\": must be one of shared, separate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "YES", "true", "ask", "off", "accept_new", "accept-new no"})
    void host_key_checking_is_one_of_three_words(String bad) {
        assertThat(Hocon.problems("ssh.host-key-checking = \"" + bad + "\""))
                .containsExactly("ssh.host-key-checking = \"" + bad + "\": must be one of yes, accept-new, no");
    }

    @Test
    void required_values_must_not_be_empty() {
        assertThat(Hocon.problems("ssh.program = \" \", http.interface = \"\""))
                .containsExactly(
                        "ssh.program = \"\": must be the name or path of the OpenSSH client",
                        "http.interface = \"\": must be a name or address to listen on");
    }

    @Test
    void telegram_requires_both_token_and_chat_or_neither() {
        assertThat(Hocon.problems("telegram.bot-token = \"1:a\"")).containsExactly("telegram.bot-token: " + BOTH);
        assertThat(Hocon.problems("telegram.chat-id = 5")).containsExactly("telegram.chat-id: " + BOTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{Host}", "{host} {size}", "{}", "{ host }"})
    void a_message_has_only_known_placeholders(String bad) {
        assertThat(Hocon.problems("telegram.message = \"" + bad + "\""))
                .containsExactly("telegram.message = \"" + bad
                        + "\": must be a text; its placeholders are {host}, {reclaimed} and {until}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://secret",
                "secret",
                "//secret",
                "https://",
                "https://user:secret@host",
                "https://host?secret",
                "https://host#secret",
                "https://ho st/secret"
            })
    void an_invalid_api_address_is_rejected_but_not_shown(String bad) {
        assertThat(Hocon.problems("telegram.api-url = \"" + bad + "\""))
                .containsExactly("telegram.api-url = (not shown): must be an http or https address without a login,"
                        + " query or fragment");
    }

    @Test
    void secrets_are_never_shown() {
        assertThat(Hocon.problems("""
                        telegram { bot-token = "123:SECRET/x", chat-id = "SECRET chat", bot-tokn = SECRET }
                        telegrm.bot-token = SECRET
                        """))
                .containsExactlyInAnyOrder(
                        "telegram.bot-tokn: there is no such setting; reference.conf lists all",
                        "telegrm.bot-token: there is no such setting; reference.conf lists all",
                        "telegram.bot-token = (not shown): must be the token as Telegram's BotFather gives it, such as"
                                + " 123456:ABC-DEF, or empty",
                        "telegram.chat-id = (not shown): must be the number of a chat or the @name of a channel, or empty");
        assertThat(Hocon.problems("telegram.bot-token = [SECRET]").toString()).doesNotContain("SECRET");
        assertThat(Hocon.problems("telegram = SECRET").toString()).doesNotContain("SECRET");
    }

    @Test
    void good_settings_do_not_show_the_token_either() throws Exception {
        var settings = Hocon.read("telegram { bot-token = \"123:SECRET\", chat-id = 5 }, notify-min-gb = 1");
        assertThat(settings.notifications().channels()).hasSize(1);
        assertThat(settings.toString()).doesNotContain("SECRET");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "intervall = 6h|intervall: there is no such setting; reference.conf lists all",
                "ssh.hots = x|ssh.hots: there is no such setting; reference.conf lists all",
                "a.b.c = 1|a.b.c: there is no such setting; reference.conf lists all",
                "ssh = build-01|ssh: must be an object that holds settings",
                "ssh = null|ssh: must be an object that holds settings",
                "http = []|http: must be an object that holds settings",
                "blocking-dispatcher = 5|blocking-dispatcher: must be an object that holds settings",
                "enabled = null|enabled is null: " + FLAG,
                "enabled = [true]|enabled is a list: " + FLAG,
                "ssh.host = null|ssh.host is null: " + HOST,
                "ssh.host = [a, b]|ssh.host is a list: " + HOST,
                "ssh.host = {}|ssh.host is an object: " + HOST
            })
    void a_key_that_does_not_exist_and_a_value_of_the_wrong_kind_are_problems(String text, String problem) {
        assertThat(Hocon.problems(text)).containsExactly(problem);
    }

    @Test
    void akka_reads_the_dispatcher_itself() {
        assertThat(Hocon.problems("blocking-dispatcher.thread-pool-executor.core-pool-size-min = 4"))
                .isEmpty();
    }

    @Test
    void a_namespace_that_is_not_an_object_is_one_problem() {
        for (String text : new String[] {"build-cache-pruner = 5", "build-cache-pruner = null", "other = 1"}) {
            assertThat(Hocon.problems(ConfigFactory.parseString(text)))
                    .containsExactly("build-cache-pruner: must be an object that holds settings");
        }
    }

    @Test
    void all_problems_are_listed_once_with_their_origin() {
        var invalid = catchThrowableOfType(InvalidSettings.class, () -> Hocon.read("""
                intervall = 1h
                all = true
                until = -5h
                ssh.port = 0
                telegram { bot-token = "a b", chat-id = 5 }
                """));
        assertThat(invalid.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("build-cache-pruner.intervall (String: 2): there is"),
                        problem ->
                                assertThat(problem).startsWith("build-cache-pruner.until = \"-5h\" (String: 4): must"),
                        problem ->
                                assertThat(problem).startsWith("build-cache-pruner.ssh.port = \"0\" (String: 5): must"),
                        problem -> assertThat(problem)
                                .startsWith("build-cache-pruner.telegram.bot-token = (not shown) (String: 6): must"));
        assertThat(invalid).hasMessage(String.join("\n", invalid.problems()));
    }

    @Test
    void a_long_value_is_shortened_to_one_line() {
        assertThat(Hocon.problems("ssh.host = \"a\\nb\\u001B[31mc\"")).containsExactly("ssh.host = \"a bc\": " + HOST);
        assertThat(Hocon.problems("ssh.host = \"" + "a".repeat(1000) + "\""))
                .containsExactly("ssh.host = \"" + "a".repeat(99) + "…\": " + HOST);
    }
}
