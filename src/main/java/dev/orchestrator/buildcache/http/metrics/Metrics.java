package dev.orchestrator.buildcache.http.metrics;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.json.ChannelJson;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code GET /metrics}: the hosts, this program and its JVM, as Prometheus's text or as OpenMetrics. */
public final class Metrics {
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** Of the JVM alone. The hosts' figures come from the fleet's status, which counts them already. */
    private final PrometheusRegistry jvm = new PrometheusRegistry();

    private final Supplier<List<ChannelJson>> channels;
    private final List<Counter> program;

    /**
     * @param channels how the channels of alerts deliver
     * @param program what is counted besides the hosts' figures and the JVM's
     */
    public Metrics(Supplier<List<ChannelJson>> channels, List<Counter> program) {
        this.channels = channels;
        this.program = List.copyOf(program);
        JvmMetrics.builder().register(jvm);
    }

    /** @param accept the request's headers of that name, joined by commas; empty if it has none */
    public Function<FleetStatus, HttpResponse> as(String accept) {
        // Not formats.findWriter: it finds the one for protobuf, which is in no library that we use.
        var writer = switch (Format.preferredBy(accept)) {
            case TEXT -> formats.getPrometheusTextFormatWriter();
            case OPEN_METRICS -> formats.getOpenMetricsTextFormatWriter();
        };
        return fleet -> HttpResponse.create()
                .withEntity(HttpEntities.create(ContentTypes.parse(writer.getContentType()), written(fleet, writer)));
    }

    private byte[] written(FleetStatus fleet, ExpositionFormatWriter writer) {
        var all = new ArrayList<MetricSnapshot>(FleetMetrics.of(fleet));
        all.addAll(ChannelMetrics.of(channels.get()));
        program.forEach(counter -> all.add(FleetMetrics.of(counter)));
        jvm.scrape().forEach(all::add);
        try (var bytes = new ByteArrayOutputStream()) {
            writer.write(bytes, new MetricSnapshots(all));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
