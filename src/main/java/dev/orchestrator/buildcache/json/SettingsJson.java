package dev.orchestrator.buildcache.json;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.schedule.Cron;
import dev.orchestrator.buildcache.schedule.Schedule;
import dev.orchestrator.buildcache.value.Seconds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The effective settings of a host. They contain no secrets. Null means "not set". */
public record SettingsJson(
        boolean enabled,
        BigDecimal intervalS,
        String schedule,
        String timeZone,
        BigDecimal retryAfterS,
        String until,
        boolean all,
        BigDecimal timeoutS,
        BigDecimal probeTimeoutS,
        boolean preflight,
        boolean completeChains,
        String command,
        List<String> sshCommand) {

    public static SettingsJson of(PrunerSettings settings) {
        var prune = settings.policy().prune();
        var cron = settings.schedule() instanceof Schedule.At at ? Optional.of(at.cron()) : Optional.<Cron>empty();
        return new SettingsJson(
                settings.enabled(),
                intervalS(settings),
                cron.map(Cron::expression).orElse(null),
                cron.map(c -> c.zone().getId()).orElse(null),
                settings.retryAfter().map(Seconds::of).orElse(null),
                prune.until().map(Age::text).orElse(null),
                prune.all(),
                Seconds.of(settings.policy().timeLimit()),
                Seconds.of(settings.policy().probeTimeLimit()),
                settings.policy().preflight(),
                settings.policy().completeChains(),
                prune.line(),
                settings.target().map(target -> target.commandLine(prune)).orElse(null));
    }

    /** Null if the host has a schedule instead. */
    static BigDecimal intervalS(PrunerSettings settings) {
        return settings.schedule() instanceof Schedule.Every every ? Seconds.of(every.interval()) : null;
    }
}
