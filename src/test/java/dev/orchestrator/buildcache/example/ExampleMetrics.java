package dev.orchestrator.buildcache.example;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The metrics that the examples for Prometheus and Grafana use. */
final class ExampleMetrics {
    static final Path DASHBOARD = Path.of("examples", "grafana-dashboard.json");
    static final Path ALERTS = Path.of("examples", "prometheus-alerts.yaml");

    /** The program's own metrics, as a scrape names them; a histogram without its parts. */
    static final Set<String> OF_THE_PROGRAM = Set.of(
            "build_cache_pruner_alerts_delivered_total",
            "build_cache_pruner_alerts_undelivered_total",
            "build_cache_pruner_build_info",
            "build_cache_pruner_channel_delivering",
            "build_cache_pruner_dropped_log_lines_total",
            "build_cache_pruner_enabled",
            "build_cache_pruner_failed_logins_total",
            "build_cache_pruner_failing_runs",
            "build_cache_pruner_last_run_failure",
            "build_cache_pruner_last_run_timestamp_seconds",
            "build_cache_pruner_last_success_timestamp_seconds",
            "build_cache_pruner_missed_intervals",
            "build_cache_pruner_next_run_timestamp_seconds",
            "build_cache_pruner_paused",
            "build_cache_pruner_reclaimed_bytes_total",
            "build_cache_pruner_run_duration_seconds",
            "build_cache_pruner_running",
            "build_cache_pruner_runs_total",
            "build_cache_pruner_waiting");

    private static final Pattern METRIC = Pattern.compile("build_cache_pruner_[a-z_]+");
    private static final Pattern PART_OF_A_HISTOGRAM = Pattern.compile("_(bucket|sum|count)$");

    private ExampleMetrics() {}

    /** The dashboard's expressions. */
    static List<String> expressions() throws IOException {
        return new ObjectMapper().readTree(DASHBOARD.toFile()).findValuesAsText("expr");
    }

    /** The names of the program's own metrics in there; a histogram's parts are the histogram. */
    static Set<String> namesIn(String text) {
        var names = new TreeSet<String>();
        METRIC.matcher(text).results().forEach(found -> names.add(found.group()));
        return names.stream()
                .map(name -> PART_OF_A_HISTOGRAM.matcher(name).replaceFirst(""))
                .collect(TreeSet::new, Set::add, Set::addAll);
    }

    static Set<String> all() throws IOException {
        return namesIn(Files.readString(DASHBOARD) + Files.readString(ALERTS));
    }
}
