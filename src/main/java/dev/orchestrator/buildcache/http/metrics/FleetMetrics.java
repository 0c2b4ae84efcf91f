package dev.orchestrator.buildcache.http.metrics;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.PrunerStatus;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.http.response.Resource;
import dev.orchestrator.buildcache.run.DurationHistogram;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The figures of a {@link FleetStatus}; a host that is gone leaves no series behind. */
final class FleetMetrics {
    private static final String PREFIX = "build_cache_pruner_";
    private static final int NO_TIME = 0;

    /** From a file that the build writes, so it is also known when the program runs from its class files. */
    private static final String VERSION =
            Resource.text(FleetMetrics.class, "version.txt").strip();

    private record Host(PrunerStatus status, Labels labels) {}

    private final List<Host> hosts;

    private FleetMetrics(FleetStatus fleet) {
        hosts = fleet.hosts().entrySet().stream()
                .map(e -> new Host(e.getValue().status(), Labels.of("host", e.getKey())))
                .toList();
    }

    static List<MetricSnapshot> of(FleetStatus fleet) {
        return new FleetMetrics(fleet).all();
    }

    static MetricSnapshot of(Counter counter) {
        return new CounterSnapshot(
                named(counter.name(), counter.help()),
                List.of(count(counter.value().getAsLong(), Labels.EMPTY)));
    }

    private List<MetricSnapshot> all() {
        return List.of(
                buildInfo(),
                runs(),
                durations(),
                counter(
                        "reclaimed_bytes",
                        "What Docker reported as removed from its build cache.",
                        s -> s.tally().totalReclaimed().bytes()),
                time(
                        "last_run_timestamp_seconds",
                        "End of the last run.",
                        s -> s.tally().lastRun().map(Run::end)),
                time(
                        "last_success_timestamp_seconds",
                        "End of the last run that succeeded.",
                        s -> s.tally().lastSuccess().map(Run::end)),
                time("next_run_timestamp_seconds", "Earliest start of the next run.", PrunerStatus::nextRun),
                flag("enabled", "0 if the settings disable the host.", s -> s.state() != State.DISABLED),
                flag("paused", "1 while the host is paused.", PrunerStatus::paused),
                flag("running", "1 while a run is under way.", s -> s.state() == State.RUNNING),
                flag("waiting", "1 while a run waits for a permit.", s -> s.state() == State.WAITING),
                gauge(
                        "failing_runs",
                        "Runs since the last one that succeeded.",
                        s -> Optional.of((double) s.tally().withoutSuccess())),
                gauge(
                        "missed_intervals",
                        "Intervals in a row, each with a planned run, in which no run succeeded; 10 at most.",
                        s -> Optional.of((double) s.missedIntervals())),
                lastFailures());
    }

    private static MetricSnapshot buildInfo() {
        return new InfoSnapshot(
                named("build", "Which build-cache-pruner this is."),
                List.of(new InfoDataPointSnapshot(Labels.of("version", VERSION))));
    }

    private MetricSnapshot runs() {
        return new CounterSnapshot(
                named("runs", "How many runs ended with each outcome."),
                hosts.stream()
                        .flatMap(host -> Arrays.stream(Outcome.Kind.values())
                                .map(outcome -> count(
                                        host.status.tally().runs().get(outcome),
                                        host.labels.add("outcome", outcome.word()))))
                        .toList());
    }

    /** Only for the hosts whose last run failed, so that an alert rule selects a class by its label. */
    private MetricSnapshot lastFailures() {
        return new GaugeSnapshot(
                named("last_run_failure", "1 for the class of the last run's failure."),
                hosts.stream()
                        .flatMap(host -> host
                                .status
                                .tally()
                                .lastRun()
                                .flatMap(run -> run.outcome().failure())
                                .stream()
                                .map(failure -> new GaugeDataPointSnapshot(
                                        1, host.labels.add("failure", failure.word()), null)))
                        .toList());
    }

    private MetricSnapshot durations() {
        return new HistogramSnapshot(
                named("run_duration_seconds", "How long runs took."),
                hosts.stream().map(FleetMetrics::duration).toList());
    }

    private static HistogramDataPointSnapshot duration(Host host) {
        var durations = host.status.tally().durations();
        return new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(DurationHistogram.bounds(), durations.counts()),
                durations.totalSeconds(),
                host.labels,
                Exemplars.EMPTY,
                NO_TIME);
    }

    private MetricSnapshot counter(String name, String help, Function<PrunerStatus, Long> value) {
        return new CounterSnapshot(
                named(name, help),
                hosts.stream()
                        .map(host -> count(value.apply(host.status), host.labels))
                        .toList());
    }

    private static CounterDataPointSnapshot count(long value, Labels labels) {
        return new CounterDataPointSnapshot(value, labels, null, NO_TIME);
    }

    private MetricSnapshot flag(String name, String help, Predicate<PrunerStatus> holds) {
        return gauge(name, help, status -> Optional.of(holds.test(status) ? 1.0 : 0.0));
    }

    private MetricSnapshot time(String name, String help, Function<PrunerStatus, Optional<Instant>> time) {
        return gauge(name, help, status -> time.apply(status).map(t -> t.toEpochMilli() / 1000.0));
    }

    /** Only for the hosts that have such a value. */
    private MetricSnapshot gauge(String name, String help, Function<PrunerStatus, Optional<Double>> value) {
        return new GaugeSnapshot(
                named(name, help),
                hosts.stream()
                        .flatMap(host -> value.apply(host.status).stream()
                                .map(v -> new GaugeDataPointSnapshot(v, host.labels, null)))
                        .toList());
    }

    static MetricMetadata named(String name, String help) {
        return new MetricMetadata(PREFIX + name, help);
    }
}
