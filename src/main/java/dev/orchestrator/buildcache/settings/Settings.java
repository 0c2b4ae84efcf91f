package dev.orchestrator.buildcache.settings;

import com.typesafe.config.Config;
import dev.orchestrator.buildcache.PrunerSettings;
import dev.orchestrator.buildcache.fleet.FleetSettings;
import dev.orchestrator.buildcache.http.HttpSettings;
import dev.orchestrator.buildcache.notify.NotifySettings;
import java.util.Map;

/**
 * All settings, read once from HOCON and validated. {@code reference.conf} explains each key.
 *
 * @param fleet the hosts, and settings for all of them together
 * @param notifications alerts and their channels
 * @param http the HTTP server
 */
public record Settings(FleetSettings fleet, NotifySettings notifications, HttpSettings http) {

    /**
     * For embedders, whose environment is their own.
     *
     * @param root a loaded configuration, with {@code reference.conf} beneath it
     * @throws InvalidSettings if anything under {@code build-cache-pruner} is invalid
     */
    public static Settings read(Config root) throws InvalidSettings {
        return read(root, Environment.of(Map.of()));
    }

    /**
     * For the standalone program.
     *
     * @param root loaded by this environment
     * @throws InvalidSettings if anything under {@code build-cache-pruner} is invalid, or a variable is unknown
     */
    public static Settings read(Config root, Environment environment) throws InvalidSettings {
        var problems = new Problems();
        environment.refuseUnknown(problems);
        var read = SettingsReader.of(root, problems);
        var hosts = HostsSection.read(read);
        var fleet =
                FleetSection.read(read, hosts.stream().map(HostSettings::pruner).toList());
        var notifications = NotifySection.read(read, hosts);
        var http = HttpSection.read(read);
        problems.throwIfAny();
        return new Settings(fleet, notifications, http);
    }

    /** For programs that prune one host only: that host, or the first by name. */
    public PrunerSettings pruner() {
        return fleet.hosts().get(0);
    }
}
