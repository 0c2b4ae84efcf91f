package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.SshTarget;
import dev.orchestrator.buildcache.fleet.FleetSettings;
import dev.orchestrator.buildcache.http.HttpSettings;
import dev.orchestrator.buildcache.notify.TelegramSettings;
import dev.orchestrator.buildcache.prune.ByteSize;
import dev.orchestrator.buildcache.prune.OneLine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * All settings, read once from HOCON and checked. What each key means stands in {@code reference.conf}.
 *
 * @param telegram empty if nobody is to be told
 */
public record Settings(FleetSettings fleet, Optional<TelegramSettings> telegram, HttpSettings http) {

    private static final String NAME_ALLOWED =
            "letters, digits, dots, hyphens and underscores, up to 63, a letter or digit first";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private static final String BOTH_OR_NEITHER = "set both telegram.bot-token and telegram.chat-id, or neither";
    private static final BigDecimal GB = BigDecimal.valueOf(1L << 30);

    /**
     * @param root a loaded configuration, with {@code reference.conf} beneath it
     * @throws InvalidSettings if anything under {@code build-cache-pruner} can't be used
     */
    public static Settings read(Config root) throws InvalidSettings {
        var read = new SettingsReader(root);
        var top = new HostSettings(read);
        var entries = entries(read, top);
        int maxConcurrentRuns = read.whole("fleet.max-concurrent-runs", 1, 10_000);
        var startSpread =
                read.optionalDuration("fleet.start-spread", Duration.ZERO, Duration.ofDays(100), "0 s to 100 days");
        var jitter = read.value("fleet.jitter", "a fraction of 0 to 1, such as 0.05", Settings::fraction);
        var telegram = telegram(read);
        var http = new HttpSettings(
                read.value("http.interface", "a name or address to listen on", Rules::notEmpty),
                read.whole("http.port", 0, 65535),
                read.duration("http.ask-timeout", Duration.ofMillis(1), HttpSettings.MAX_ASK_TIMEOUT, "1 ms to 15 s"));
        read.finish();
        var hosts = hosts(read, top, entries);
        read.finish();
        return new Settings(new FleetSettings(hosts, maxConcurrentRuns, startSpread, jitter), telegram.get(), http);
    }

    /** For whoever looks after one host only: that host, or the first by name. */
    public PrunerSettings pruner() {
        return fleet.hosts().get(0);
    }

    private static SortedMap<String, HostSettings> entries(SettingsReader read, HostSettings top) {
        var entries = new TreeMap<String, HostSettings>();
        read.hosts().forEach((name, entry) -> {
            if (!NAME.matcher(name).matches()) {
                read.problem("hosts", "a host is named \"" + OneLine.of(name, 100) + "\": must be " + NAME_ALLOWED);
            }
            entries.put(name, new HostSettings(entry));
        });
        if (top.hasHost() && !entries.isEmpty()) {
            read.problem("ssh.host", "set either this, for one host, or hosts, for several");
        }
        return entries;
    }

    private static List<PrunerSettings> hosts(
            SettingsReader read, HostSettings top, SortedMap<String, HostSettings> entries) {
        if (entries.isEmpty()) {
            return List.of(top.alone());
        }
        var hosts = entries.entrySet().stream()
                .map(e -> e.getValue().named(e.getKey()))
                .toList();
        var reached = new HashMap<List<Object>, String>();
        for (var host : hosts) {
            var target = host.target().orElseThrow();
            var other = reached.putIfAbsent(List.of(target.user(), target.host(), target.port()), host.name());
            if (other != null) {
                read.problem("hosts", other + " and " + host.name() + " are the same host: " + described(target));
            }
        }
        return hosts;
    }

    private static String described(SshTarget target) {
        return target.destination()
                + target.port().map(port -> ", port " + port).orElse("");
    }

    private static Supplier<Optional<TelegramSettings>> telegram(SettingsReader read) {
        var token = read.optional(
                "telegram.bot-token", TelegramSettings.TOKEN_ALLOWED, Rules.valid(TelegramSettings::isToken));
        var chat = read.optional(
                "telegram.chat-id", "a chat's number or a channel's @name", Rules.valid(TelegramSettings::isChat));
        var apiUrl = read.value(
                "telegram.api-url", "an http or https address without a login, query or fragment", Settings::apiUrl);
        var message = read.value(
                "telegram.message",
                "a text; its placeholders are {host}, {reclaimed} and {until}",
                Rules.valid(TelegramSettings::isMessage));
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

    private static double fraction(String text) {
        return SettingsReader.within(SettingsReader.number(text), BigDecimal.ZERO, BigDecimal.ONE)
                .doubleValue();
    }

    private static URI apiUrl(String text) {
        var url = URI.create(text);
        if (!TelegramSettings.isApiUrl(url)) {
            throw new IllegalArgumentException();
        }
        return url;
    }
}
