package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.RemoteCommand.BuilderPrune;
import java.time.Duration;

/** What a run may do to a host: {@code until}, {@code all}, {@code timeout} and {@code preflight}. */
record PruneSection(BuilderPrune prune, Duration timeLimit, boolean preflight) {

    static PruneSection read(SettingsReader read) {
        var until = read.setting("until").optional(Age.ALLOWED, Age::new);
        boolean all = read.setting("all").flag();
        if (all && until.isEmpty()) {
            read.problem("all", "true needs an age in until, else the prune would be unbounded");
            all = false;
        }
        var timeLimit = read.setting("timeout").duration(PrunerSettings.MIN_TIME, PrunerSettings.MAX_TIME_LIMIT);
        boolean preflight = read.setting("preflight").flag();
        return new PruneSection(new BuilderPrune(until, all), timeLimit, preflight);
    }
}
