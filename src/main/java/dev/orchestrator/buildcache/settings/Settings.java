package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import dev.orchestrator.buildcache.HostKeyChecking;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.SshTarget;
import dev.orchestrator.buildcache.http.HttpSettings;
import dev.orchestrator.buildcache.notify.TelegramSettings;
import dev.orchestrator.buildcache.prune.Age;
import dev.orchestrator.buildcache.prune.ByteSize;
import dev.orchestrator.buildcache.prune.RemoteCommand.BuilderPrune;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All settings, read once from HOCON and checked. What each key means stands in {@code reference.conf}.
 *
 * @param telegram empty if nobody is to be told
 */
public record Settings(PrunerSettings pruner, Optional<TelegramSettings> telegram, HttpSettings http) {

    /** Under what the reading of durations can hold: there, a longer one is cut down without a word. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final String BOTH_OR_NEITHER = "set both telegram.bot-token and telegram.chat-id, or neither";
    private static final BigDecimal GB = BigDecimal.valueOf(1L << 30);

    /**
     * @param root a loaded configuration, with {@code reference.conf} beneath it
     * @throws InvalidSettings if anything under {@code build-cache-pruner} can't be used
     */
    public static Settings read(Config root) throws InvalidSettings {
        var read = new SettingsReader(root);
        boolean enabled = read.flag("enabled");
        var interval = read.duration("interval", PrunerSettings.MIN_TIME, LONGEST, "1 s to 100 years");
        var until = read.optional("until", Age.ALLOWED, Age::new);
        boolean all = read.flag("all");
        var timeLimit =
                read.duration("timeout", PrunerSettings.MIN_TIME, PrunerSettings.MAX_TIME_LIMIT, "1 s to 100 days");
        boolean preflight = read.flag("preflight");
        var target = target(read);
        var telegram = telegram(read);
        var http = new HttpSettings(
                read.value("http.interface", "a name or address to listen on", Settings::notEmpty),
                read.whole("http.port", 0, 65535),
                read.duration("http.ask-timeout", Duration.ofMillis(1), HttpSettings.MAX_ASK_TIMEOUT, "1 ms to 15 s"));
        if (all && until.isEmpty()) {
            read.problem("all", "until", "true needs an age in until, else the prune would be unbounded");
        }
        read.finish();
        var prune = new BuilderPrune(until, all);
        return new Settings(
                new PrunerSettings(enabled, interval, prune, timeLimit, preflight, target.get()), telegram.get(), http);
    }

    /** How to reach the host; to be asked for only once there are no problems. */
    private static Supplier<Optional<SshTarget>> target(SettingsReader read) {
        var host = read.optional("ssh.host", SshTarget.HOST_ALLOWED, valid(SshTarget::isHost));
        var user = read.optional("ssh.user", SshTarget.USER_ALLOWED, valid(SshTarget::isUser));
        var port =
                read.optional("ssh.port", "1 to 65535", text -> SettingsReader.within(Integer.valueOf(text), 1, 65535));
        var checking = read.value(
                "ssh.host-key-checking",
                Arrays.stream(HostKeyChecking.values())
                        .map(HostKeyChecking::word)
                        .collect(Collectors.joining(", ", "one of ", "")),
                text -> HostKeyChecking.of(text).orElseThrow());
        var identityFile = read.optional("ssh.identity-file", "a readable file: " + SshTarget.PATH_ALLOWED, readable());
        var knownHostsFile = read.optional(
                "ssh.known-hosts-file",
                "a readable file: " + SshTarget.PATH_ALLOWED,
                checking == HostKeyChecking.YES ? readable() : readableIfThere());
        var program = read.value("ssh.program", "the name or path of the OpenSSH client", Settings::notEmpty);
        var connectTimeout =
                read.duration("ssh.connect-timeout", Duration.ofSeconds(1), Duration.ofDays(1), "1 s to 1 day");
        return () -> host.map(name ->
                new SshTarget(program, name, user, port, identityFile, knownHostsFile, checking, connectTimeout));
    }

    private static Supplier<Optional<TelegramSettings>> telegram(SettingsReader read) {
        var token =
                read.optional("telegram.bot-token", TelegramSettings.TOKEN_ALLOWED, valid(TelegramSettings::isToken));
        var chat = read.optional(
                "telegram.chat-id", "a chat's number or a channel's @name", valid(TelegramSettings::isChat));
        var apiUrl = read.value(
                "telegram.api-url",
                "an http or https address without a login, query or fragment",
                text -> apiUrl(text));
        var message = read.value(
                "telegram.message",
                "a text; its placeholders are {host}, {reclaimed} and {until}",
                valid(TelegramSettings::isMessage));
        var atLeast = read.value("notify-min-gb", "a number of GB, 0 or more", Settings::gb);
        if (token.isPresent() != chat.isPresent()) {
            String alone = token.isPresent() ? "telegram.bot-token" : "telegram.chat-id";
            String missing = token.isPresent() ? "telegram.chat-id" : "telegram.bot-token";
            read.problem(alone, missing, BOTH_OR_NEITHER);
        }
        return () -> token.filter(t -> atLeast.bytes() > 0)
                .map(t -> new TelegramSettings(t, chat.orElseThrow(), apiUrl, message, atLeast));
    }

    private static ByteSize gb(String text) {
        return new ByteSize(SettingsReader.number(text)
                .multiply(GB)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact());
    }

    private static URI apiUrl(String text) {
        var url = URI.create(text);
        if (!TelegramSettings.isApiUrl(url)) {
            throw new IllegalArgumentException();
        }
        return url;
    }

    private static String notEmpty(String text) {
        return valid(t -> !t.isEmpty()).apply(text);
    }

    private static UnaryOperator<String> readable() {
        return text -> valid(path -> SshTarget.isPath(path) && isReadable(Path.of(path)))
                .apply(inHome(text));
    }

    private static UnaryOperator<String> readableIfThere() {
        return text -> valid(
                        path -> SshTarget.isPath(path) && (Files.notExists(Path.of(path)) || isReadable(Path.of(path))))
                .apply(inHome(text));
    }

    private static boolean isReadable(Path path) {
        return Files.isRegularFile(path) && Files.isReadable(path);
    }

    private static String inHome(String path) {
        return path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
    }

    private static UnaryOperator<String> valid(Predicate<String> allowed) {
        return text -> {
            if (!allowed.test(text)) {
                throw new IllegalArgumentException();
            }
            return text;
        };
    }
}
