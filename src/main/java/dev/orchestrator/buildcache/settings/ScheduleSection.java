package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.schedule.Cron;
import dev.orchestrator.buildcache.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** When a host is pruned: {@code interval}, {@code schedule}, {@code time-zone} and {@code retry-after}. */
record ScheduleSection(Schedule schedule, Optional<Duration> retryAfter) {
    /** The configuration library keeps a duration as a long of nanoseconds (292 years), and truncates longer ones. */
    private static final Duration MAX = Duration.ofDays(36_500);

    static ScheduleSection read(SettingsReader read) {
        var interval = read.setting("interval").duration(Schedule.Every.MIN, MAX);
        var zone = read.setting("time-zone")
                .optional("a time zone such as Europe/Berlin or UTC", ZoneId::of)
                .orElseGet(ZoneId::systemDefault);
        var cron = read.setting("schedule").optional(Cron.ALLOWED, text -> new Cron(text, zone));
        var retryAfter = read.setting("retry-after").optionalDuration(PrunerSettings.MIN_RETRY_AFTER, MAX);
        return new ScheduleSection(
                cron.<Schedule>map(Schedule.At::new).orElseGet(() -> new Schedule.Every(interval)), retryAfter);
    }
}
