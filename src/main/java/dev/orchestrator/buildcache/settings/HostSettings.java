package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.notify.Thresholds;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.util.Optional;

/** All settings of one host. */
record HostSettings(PrunerSettings pruner, Thresholds thresholds) {

    /** The host of {@code ssh.host}, named after it; if that is empty, there is nothing to prune. */
    static HostSettings single(SettingsReader read) {
        return read(read, Optional.empty(), Optional.empty());
    }

    /**
     * An entry of {@code hosts}; without {@code ssh.host}, ssh uses its name.
     *
     * @param isValid whether the name is valid
     */
    static HostSettings named(SettingsReader read, String name, boolean isValid) {
        return read(read, Optional.of(name), isValid ? Optional.of(name) : Optional.empty());
    }

    private static HostSettings read(SettingsReader read, Optional<String> name, Optional<String> defaultHost) {
        boolean enabled = read.setting("enabled").flag();
        var schedule = ScheduleSection.read(read);
        var policy = PruneSection.read(read);
        var target = SshSection.read(read, defaultHost);
        var pruner = new PrunerSettings(
                name.or(() -> target.map(SshTarget::host)).orElse("(none)"),
                enabled,
                schedule.schedule(),
                schedule.retryAfter(),
                policy,
                target);
        return new HostSettings(pruner, ThresholdsSection.read(read));
    }
}
