package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.fleet.FleetSettings;
import dev.orchestrator.buildcache.http.HttpSettings;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import dev.orchestrator.buildcache.notify.NotifySettings;
import dev.orchestrator.buildcache.notify.Thresholds;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.value.OneLine;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * All settings, read once from HOCON and checked. What each key means stands in {@code reference.conf}.
 *
 * @param notifications whom to tell of what
 */
public record Settings(FleetSettings fleet, NotifySettings notifications, HttpSettings http) {

    private static final String NAME_ALLOWED =
            "letters, digits, dots, hyphens and underscores, up to 63, a letter or digit first";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

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
        var channels = new ChannelSettings(read, entries.isEmpty() ? top.names() : entries.keySet());
        var http = http(read);
        read.finish();
        var hosts = hosts(read, top, entries);
        read.finish();
        var thresholds = new HashMap<String, Thresholds>();
        hosts.forEach(host -> thresholds.put(
                host.name(), entries.getOrDefault(host.name(), top).thresholds()));
        return new Settings(
                new FleetSettings(hosts, maxConcurrentRuns, startSpread, jitter),
                new NotifySettings(channels.channels(), thresholds),
                http.get());
    }

    private static Supplier<HttpSettings> http(SettingsReader read) {
        var networkInterface = read.value("http.interface", "a name or address to listen on", Rules::notEmpty);
        int port = read.whole("http.port", 0, 65535);
        var askTimeout =
                read.duration("http.ask-timeout", Duration.ofMillis(1), HttpSettings.MAX_ASK_TIMEOUT, "1 ms to 15 s");
        var token = read.optional("http.token", HttpSettings.TOKEN_ALLOWED, Rules.valid(HttpSettings::isToken));
        var protect = read.value(
                "http.protect", "control or all", text -> Protect.of(text).orElseThrow());
        if (protect == Protect.ALL && token.isEmpty()) {
            read.problem("http.protect", "http.token", "all needs an http.token, else nobody could read");
        }
        return () -> new HttpSettings(networkInterface, port, askTimeout, token, protect);
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

    private static double fraction(String text) {
        return Rules.within(Rules.number(text), BigDecimal.ZERO, BigDecimal.ONE).doubleValue();
    }
}
