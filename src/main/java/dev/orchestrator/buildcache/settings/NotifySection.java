package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.notify.Channel;
import dev.orchestrator.buildcache.notify.Delivery;
import dev.orchestrator.buildcache.notify.NotifySettings;
import dev.orchestrator.buildcache.notify.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Alerts and their channels: the {@code telegram} and {@code notify} sections. */
final class NotifySection {
    static final String CHANNELS = "notify.channels";

    private NotifySection() {}

    /** The bot's messages are sent immediately, those of the channels in digests. */
    static NotifySettings read(SettingsReader read, List<HostSettings> hosts) {
        var thresholds = new HashMap<String, Thresholds>();
        var names = new HashSet<String>();
        for (var host : hosts) {
            thresholds.put(host.pruner().name(), host.thresholds());
            host.pruner().target().ifPresent(target -> names.add(host.pruner().name()));
        }
        var digest = read.setting("notify.digest").duration(Duration.ZERO, Delivery.LONGEST_DIGEST);
        var telegram = TelegramSection.read(read);
        var channels = new ArrayList<Channel>();
        telegram.channel().ifPresent(channels::add);
        read.channels(ChannelSection.KEYS).forEach((name, entry) -> {
            var usable = usableName(read, name, telegram);
            ChannelSection.read(entry, usable, names, telegram, Delivery.inDigests(digest))
                    .ifPresent(channels::add);
        });
        return new NotifySettings(channels, thresholds);
    }

    private static Optional<String> usableName(SettingsReader read, String name, TelegramSection telegram) {
        if (!Channel.isName(name)) {
            read.problem(CHANNELS, "a channel is named \"" + Shown.of(name) + "\": must be " + Channel.NAME_ALLOWED);
            return Optional.empty();
        }
        if (telegram.bot().isPresent() && name.equals(TelegramSection.CHANNEL)) {
            read.problem(
                    CHANNELS, "a channel is named telegram, which is the name of the channel that telegram.* defines");
            return Optional.empty();
        }
        return Optional.of(name);
    }
}
