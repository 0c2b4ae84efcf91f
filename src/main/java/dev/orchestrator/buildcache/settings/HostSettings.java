package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.BuilderPrune;
import dev.orchestrator.buildcache.notify.Thresholds;
import dev.orchestrator.buildcache.run.PrunePolicy;
import dev.orchestrator.buildcache.schedule.Cron;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SshTarget;
import dev.orchestrator.buildcache.value.ByteSize;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is to be done with one host, and how to reach it. Everything is read and checked at once, and put together only
 * when it is asked for: by then it is known that there are no problems.
 */
final class HostSettings {
    /** Under what the reading of durations can hold: there, a longer one is cut down without a word. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final BigDecimal GB = BigDecimal.valueOf(1L << 30);

    private final boolean enabled;
    private final Supplier<Schedule> schedule;
    private final Optional<Duration> retryAfter;
    private final Optional<Age> until;
    private final boolean all;
    private final Duration timeLimit;
    private final boolean preflight;
    private final Optional<String> host;
    private final Function<String, SshTarget> target;
    private final Supplier<Thresholds> thresholds;

    HostSettings(SettingsReader read) {
        enabled = read.flag("enabled");
        schedule = schedule(read);
        retryAfter = read.optionalDuration("retry-after", PrunerSettings.MIN_RETRY_AFTER, LONGEST, "1 s to 100 years");
        until = read.optional("until", Age.ALLOWED, Age::new);
        all = read.flag("all");
        timeLimit = read.duration("timeout", PrunePolicy.MIN_TIME_LIMIT, PrunePolicy.MAX_TIME_LIMIT, "1 s to 100 days");
        preflight = read.flag("preflight");
        host = read.optional("ssh.host", SshTarget.HOST_ALLOWED, Rules.valid(SshTarget::isHost));
        target = target(read);
        var atLeast = read.value("notify-min-gb", "a number of GB, 0 or more", HostSettings::gb);
        int failures = read.whole("notify-after-failures", 1, 1_000_000);
        thresholds = () -> new Thresholds(atLeast, failures);
        if (all && until.isEmpty()) {
            read.problem("all", "until", "true needs an age in until, else the prune would be unbounded");
        }
    }

    private static Supplier<Schedule> schedule(SettingsReader read) {
        var interval = read.duration("interval", Schedule.Every.MIN, LONGEST, "1 s to 100 years");
        var zone = read.optional("time-zone", "a time zone such as Europe/Berlin or UTC", ZoneId::of)
                .orElseGet(ZoneId::systemDefault);
        var cron = read.optional("schedule", Cron.ALLOWED, text -> new Cron(text, zone));
        return () -> cron.<Schedule>map(Schedule.At::new).orElseGet(() -> new Schedule.Every(interval));
    }

    private static Function<String, SshTarget> target(SettingsReader read) {
        var user = read.optional("ssh.user", SshTarget.USER_ALLOWED, Rules.valid(SshTarget::isUser));
        var port = read.optional("ssh.port", "1 to 65535", text -> Rules.within(Integer.valueOf(text), 1, 65535));
        var checking = read.value(
                "ssh.host-key-checking",
                Arrays.stream(HostKeyChecking.values())
                        .map(HostKeyChecking::word)
                        .collect(Collectors.joining(", ", "one of ", "")),
                text -> HostKeyChecking.of(text).orElseThrow());
        var file = "a readable file: " + SshTarget.PATH_ALLOWED;
        var identityFile = read.optional("ssh.identity-file", file, Rules::readable);
        var knownHostsFile = read.optional(
                "ssh.known-hosts-file",
                file,
                text -> checking == HostKeyChecking.YES ? Rules.readable(text) : Rules.readableIfThere(text));
        var program = read.value("ssh.program", "the name or path of the OpenSSH client", Rules::notEmpty);
        var connectTimeout =
                read.duration("ssh.connect-timeout", Duration.ofSeconds(1), Duration.ofDays(1), "1 s to 1 day");
        return host -> new SshTarget(program, host, user, port, identityFile, knownHostsFile, checking, connectTimeout);
    }

    private static ByteSize gb(String text) {
        return new ByteSize(Rules.number(text)
                .multiply(GB)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact());
    }

    /** From when on something about this host is worth telling. */
    Thresholds thresholds() {
        return thresholds.get();
    }

    /** What the one host is called, if it is there. */
    Set<String> names() {
        return host.map(Set::of).orElse(Set.of());
    }

    /** Whether the settings say by which name or address ssh reaches it. */
    boolean hasHost() {
        return host.isPresent();
    }

    /** The one host, named after itself; without one there is nothing to prune. */
    PrunerSettings alone() {
        return settings(host.orElse("(none)"), host.map(target));
    }

    /** One of several, by this name; that is also how ssh reaches it, unless the settings say otherwise. */
    PrunerSettings named(String name) {
        return settings(name, Optional.of(target.apply(host.orElse(name))));
    }

    private PrunerSettings settings(String name, Optional<SshTarget> reached) {
        return new PrunerSettings(
                name,
                enabled,
                schedule.get(),
                retryAfter,
                new PrunePolicy(new BuilderPrune(until, all), preflight, timeLimit),
                reached);
    }
}
