package dev.orchestrator.buildcache.http.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The formats of {@code GET /metrics}. */
enum Format {
    /** Prometheus's text, which every client can read. */
    TEXT,
    OPEN_METRICS;

    private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

    /** What matches Prometheus's text, most specific first. */
    private static final List<String> TEXT_TYPES = List.of("text/plain", "text/*", "*/*");

    /** @param quality 0 to 1, the client's preference (RFC 9110, 12.4.2) */
    private record Accepted(String type, double quality) {}

    /**
     * The one that a client prefers. Any client gets one, also if it accepts neither: a scrape in an unexpected format says
     * more than an error does.
     *
     * @param accept the request's {@code Accept} headers, joined by commas; may be malformed
     */
    static Format preferredBy(String accept) {
        var accepted = Arrays.stream(accept.split(",")).map(Format::accepted).toList();
        double openMetrics = quality(accepted, OPEN_METRICS_TYPE).orElse(0.0);
        double text = TEXT_TYPES.stream()
                .flatMap(type -> quality(accepted, type).stream())
                .findFirst()
                .orElse(0.0);
        return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS : TEXT;
    }

    /** The highest, as Prometheus lists a type once for each of its versions. */
    private static Optional<Double> quality(List<Accepted> accepted, String type) {
        return accepted.stream()
                .filter(one -> one.type.equals(type))
                .map(Accepted::quality)
                .max(Double::compare);
    }

    private static Accepted accepted(String range) {
        var parts = range.toLowerCase(Locale.ROOT).split(";");
        var type = parts.length == 0 ? "" : parts[0].strip();
        return new Accepted(type, quality(Arrays.stream(parts).skip(1).map(String::strip)));
    }

    /** 1 if none is given, 0 if it is malformed. */
    private static double quality(Stream<String> parameters) {
        return parameters
                .filter(parameter -> parameter.startsWith("q="))
                .findFirst()
                .map(parameter -> parameter.substring("q=".length()).strip())
                .map(q -> q.matches("[01](?:\\.[0-9]{0,3})?") ? Double.parseDouble(q) : 0.0)
                .orElse(1.0);
    }
}
