package dev.orchestrator.buildcache.http.metrics;

import dev.orchestrator.buildcache.json.ChannelJson;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.ToLongFunction;

/** Whether the channels deliver alerts to people. */
final class ChannelMetrics {
    private static final int NO_TIME = 0;

    private ChannelMetrics() {}

    static List<MetricSnapshot> of(List<ChannelJson> channels) {
        return List.of(
                new GaugeSnapshot(
                        FleetMetrics.named("channel_delivering", "0 if the last attempt to send a message failed."),
                        channels.stream()
                                .map(channel ->
                                        new GaugeDataPointSnapshot(channel.delivering() ? 1 : 0, labels(channel), null))
                                .toList()),
                counter(
                        "alerts_delivered",
                        "Alerts that the channel's service accepted.",
                        channels,
                        ChannelJson::delivered),
                counter(
                        "alerts_undelivered",
                        "Alerts that were dropped because they could not be delivered.",
                        channels,
                        ChannelJson::undelivered));
    }

    private static MetricSnapshot counter(
            String name, String help, List<ChannelJson> channels, ToLongFunction<ChannelJson> value) {
        return new CounterSnapshot(
                FleetMetrics.named(name, help),
                channels.stream()
                        .map(channel -> new CounterDataPointSnapshot(
                                value.applyAsLong(channel), labels(channel), null, NO_TIME))
                        .toList());
    }

    private static Labels labels(ChannelJson channel) {
        return Labels.of("channel", channel.name());
    }
}
