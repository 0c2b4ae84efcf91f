package dev.orchestrator.buildcache.http.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.json.ChannelJson;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus gets, over a real port. */
class MetricsTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final Instant START = Hosts.START;

    /** As Prometheus 3 sends it. */
    private static final String PROMETHEUS = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
            + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private static final String PROTOBUF =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z_][a-z0-9_]*(?:\\{(?:[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*})?) (\\S+)",
            Pattern.CASE_INSENSITIVE);

    @Test
    void a_hosts_runs_are_counted_by_outcome_and_what_they_reclaimed_and_took_is_summed_up() throws Exception {
        SERVED.serve(Hosts.after(
                "a",
                Runs.succeeded(START, 3_000_000_000L),
                Runs.succeeded(START.plusSeconds(60), 500),
                Runs.failed(START.plusSeconds(120), "rc=1: no")));
        var samples = samples(SERVED.http().get("/metrics"));
        assertThat(samples)
                .containsEntry("build_cache_pruner_runs_total{host=\"a\",outcome=\"succeeded\"}", 2.0)
                .containsEntry("build_cache_pruner_runs_total{host=\"a\",outcome=\"failed\"}", 1.0)
                .containsEntry("build_cache_pruner_runs_total{host=\"a\",outcome=\"unknown\"}", 0.0)
                .containsEntry("build_cache_pruner_reclaimed_bytes_total{host=\"a\"}", 3_000_000_500.0)
                .containsEntry("build_cache_pruner_run_duration_seconds_bucket{host=\"a\",le=\"1.0\"}", 0.0)
                .containsEntry("build_cache_pruner_run_duration_seconds_bucket{host=\"a\",le=\"5.0\"}", 3.0)
                .containsEntry("build_cache_pruner_run_duration_seconds_bucket{host=\"a\",le=\"+Inf\"}", 3.0)
                .containsEntry("build_cache_pruner_run_duration_seconds_count{host=\"a\"}", 3.0)
                .containsEntry("build_cache_pruner_run_duration_seconds_sum{host=\"a\"}", 7.5);
        for (var outcome : Outcome.Kind.values()) {
            assertThat(samples)
                    .containsKey("build_cache_pruner_runs_total{host=\"a\",outcome=\"" + outcome.word() + "\"}");
        }
    }

    @Test
    void times_are_seconds_since_the_epoch_and_only_there_if_they_are_known() throws Exception {
        SERVED.serve(
                Hosts.after("a", Runs.succeeded(START, 1), Runs.failed(START.plusSeconds(60), "no")),
                Hosts.disabled("b"));
        var samples = samples(SERVED.http().get("/metrics"));
        assertThat(samples)
                .containsEntry("build_cache_pruner_last_success_timestamp_seconds{host=\"a\"}", 1767225602.75)
                .containsEntry("build_cache_pruner_last_run_timestamp_seconds{host=\"a\"}", 1767225662.75)
                .containsEntry("build_cache_pruner_next_run_timestamp_seconds{host=\"a\"}", 1767247260.25)
                .containsEntry("build_cache_pruner_running{host=\"b\"}", 0.0);
        assertThat(samples.keySet()).noneMatch(key -> key.contains("timestamp_seconds{host=\"b\"}"));
    }

    @Test
    void running_and_waiting_are_1_or_0() throws Exception {
        SERVED.serve(Hosts.in(State.RUNNING, "a"), Hosts.in(State.WAITING, "b"));
        assertThat(samples(SERVED.http().get("/metrics")))
                .containsEntry("build_cache_pruner_running{host=\"a\"}", 1.0)
                .containsEntry("build_cache_pruner_running{host=\"b\"}", 0.0)
                .containsEntry("build_cache_pruner_waiting{host=\"a\"}", 0.0)
                .containsEntry("build_cache_pruner_waiting{host=\"b\"}", 1.0);
    }

    @Test
    void failing_runs_are_those_since_the_last_success_whatever_else_they_ended_as() throws Exception {
        SERVED.serve(
                Hosts.after(
                        "a",
                        Runs.ended(START, Runs.some(Outcome.Kind.FAILED)),
                        Runs.succeeded(START.plusSeconds(10), 1),
                        Runs.ended(START.plusSeconds(20), Runs.some(Outcome.Kind.UNCONFIRMED)),
                        Runs.ended(START.plusSeconds(30), Runs.some(Outcome.Kind.REFUSED))),
                Hosts.after(
                        "b",
                        Runs.ended(START, Runs.some(Outcome.Kind.FAILED)),
                        Runs.succeeded(START.plusSeconds(10), 1)),
                Hosts.after(
                        "c",
                        IntStream.range(0, 150)
                                .mapToObj(i -> Runs.ended(START.plusSeconds(i), Runs.some(Outcome.Kind.UNKNOWN)))
                                .toArray(Run[]::new)));
        assertThat(samples(SERVED.http().get("/metrics")))
                .containsEntry("build_cache_pruner_failing_runs{host=\"a\"}", 2.0)
                .containsEntry("build_cache_pruner_failing_runs{host=\"b\"}", 0.0)
                .containsEntry("build_cache_pruner_failing_runs{host=\"c\"}", 150.0);
    }

    @Test
    void paused_and_enabled_are_1_or_0() throws Exception {
        SERVED.serve(Hosts.in(State.PAUSED, "a"), Hosts.disabled("b"));
        assertThat(samples(SERVED.http().get("/metrics")))
                .containsEntry("build_cache_pruner_paused{host=\"a\"}", 1.0)
                .containsEntry("build_cache_pruner_paused{host=\"b\"}", 0.0)
                .containsEntry("build_cache_pruner_enabled{host=\"a\"}", 1.0)
                .containsEntry("build_cache_pruner_enabled{host=\"b\"}", 0.0);
    }

    @Test
    void the_class_of_the_last_runs_failure_is_there_while_it_is_the_last() throws Exception {
        SERVED.serve(
                Hosts.after("a", Runs.succeeded(START, 1), Runs.failed(START.plusSeconds(60), "no")),
                Hosts.after("b", Runs.ended(START, Runs.some(Outcome.Kind.REFUSED))));
        var failures = "build_cache_pruner_last_run_failure";
        assertThat(samples(SERVED.http().get("/metrics")))
                .containsEntry(failures + "{failure=\"other\",host=\"a\"}", 1.0)
                .satisfies(samples -> assertThat(samples.keySet().stream().filter(key -> key.startsWith(failures)))
                        .hasSize(1));
        SERVED.fleet().ends(Hosts.after("a", Runs.succeeded(START, 1)));
        assertThat(samples(SERVED.http().get("/metrics")).keySet()).noneMatch(key -> key.startsWith(failures));
    }

    @Test
    void missed_intervals_count_planned_runs_and_no_retries() throws Exception {
        SERVED.serve(
                Hosts.fresh("fresh"),
                Hosts.after("well", failed(0), Runs.succeeded(START.plusSeconds(60), 1)),
                Hosts.after("once", Runs.succeeded(START, 1), failed(6)),
                Hosts.after("retried", failed(0), failed(1), failed(3), failed(5)),
                Hosts.after("twice", failed(0), failed(1), failed(6)),
                Hosts.after("long", failed(0), failed(600)));
        var samples = samples(SERVED.http().get("/metrics"));
        var missed = Map.of("fresh", 0.0, "well", 0.0, "once", 1.0, "retried", 1.0, "twice", 2.0, "long", 10.0);
        missed.forEach((host, intervals) -> assertThat(samples)
                .containsEntry("build_cache_pruner_missed_intervals{host=\"" + host + "\"}", intervals));
    }

    private static Run failed(int hours) {
        return Runs.failed(START.plusSeconds(3600L * hours), "no");
    }

    @Test
    void channels_show_whether_they_deliver_and_how_much() throws Exception {
        SERVED.channels(
                ChannelJson.fresh("ops", "slack").delivered(3),
                ChannelJson.fresh("audit", "webhook").failed("HTTP 503: down").dropped(2));
        SERVED.serve(Hosts.fresh("a"));
        assertThat(samples(SERVED.http().get("/metrics")))
                .containsEntry("build_cache_pruner_channel_delivering{channel=\"ops\"}", 1.0)
                .containsEntry("build_cache_pruner_channel_delivering{channel=\"audit\"}", 0.0)
                .containsEntry("build_cache_pruner_alerts_delivered_total{channel=\"ops\"}", 3.0)
                .containsEntry("build_cache_pruner_alerts_undelivered_total{channel=\"audit\"}", 2.0);
    }

    @Test
    void a_run_that_ends_is_counted_once_however_often_it_is_asked() throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        var key = "build_cache_pruner_run_duration_seconds_count{host=\"a\"}";
        assertThat(samples(SERVED.http().get("/metrics"))).containsEntry(key, 0.0);
        SERVED.fleet().ends(Hosts.after("a", Runs.succeeded(START, 1)));
        assertThat(samples(SERVED.http().get("/metrics"))).containsEntry(key, 1.0);
        assertThat(samples(SERVED.http().get("/metrics"))).containsEntry(key, 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", PROMETHEUS})
    void a_host_that_is_gone_leaves_no_series(String accept) throws Exception {
        SERVED.serve(Hosts.fresh("gone-1"), Hosts.fresh("stays-1"));
        SERVED.http().with("Accept", accept);
        assertThat(SERVED.http().get("/metrics").body()).contains("gone-1", "stays-1");
        SERVED.fleet().loses("gone-1");
        assertThat(SERVED.http().get("/metrics").body())
                .doesNotContain("gone-1")
                .contains("stays-1");
    }

    @Test
    void a_name_is_escaped() throws Exception {
        SERVED.serve(Hosts.fresh("a\"b\\c\nd}é"));
        assertThat(samples(SERVED.http().get("/metrics")))
                .containsEntry("build_cache_pruner_running{host=\"a\\\"b\\\\c\\nd}é\"}", 0.0);
        assertThat(samples(SERVED.http().with("Accept", PROMETHEUS).get("/metrics")))
                .containsEntry("build_cache_pruner_running{host=\"a\\\"b\\\\c\\nd}é\"}", 0.0);
    }

    @Test
    void without_a_wish_it_is_prometheuss_text() throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        var answer = SERVED.http().get("/metrics");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .isEqualToIgnoringCase("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body())
                .contains(
                        "# TYPE build_cache_pruner_runs_total counter\n",
                        "# TYPE build_cache_pruner_run_duration_seconds histogram\n",
                        "# TYPE build_cache_pruner_running gauge\n")
                .doesNotContain("# EOF");
    }

    @Test
    void prometheus_gets_openmetrics() throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        var answer = SERVED.http().with("Accept", PROMETHEUS).get("/metrics");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .isEqualToIgnoringCase("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(answer.body())
                .contains("# TYPE build_cache_pruner_runs counter\n", "# TYPE build_cache_pruner_build info\n")
                .endsWith("\n# EOF\n");
        assertThat(samples(answer)).containsEntry("build_cache_pruner_runs_total{host=\"a\",outcome=\"failed\"}", 0.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                PROTOBUF + "|text/plain",
                PROTOBUF + ";q=0.6, application/openmetrics-text;version=1.0.0;q=0.5, text/plain;q=0.3|openmetrics",
                PROTOBUF + ";q=0.6, text/plain;version=0.0.4;q=0.5|text/plain",
                "text/html|text/plain",
                "image/*;q=0|text/plain",
                "*/*|text/plain",
                "text/plain, application/openmetrics-text;q=0.9|text/plain",
                "application/openmetrics-text;q=0|text/plain",
                "APPLICATION/OpenMetrics-Text|openmetrics",
                "nonsense;;,/;q=;q=2|text/plain",
            })
    void any_accept_gets_a_format_that_there_is(String accept, String format) throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        var answer = SERVED.http().with("Accept", accept).get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).contains(format);
        assertThat(answer.body()).contains("build_cache_pruner_running{host=\"a\"} 0");
    }

    @Test
    void several_headers_count_as_one() throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        var answer = SERVED.http()
                .with("Accept", "text/html", "Accept", "application/openmetrics-text")
                .get("/metrics");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).contains("openmetrics");
    }

    @Test
    void it_is_compressed_for_clients_that_accept_gzip() throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        var answer = SERVED.http().with("Accept-Encoding", "gzip").open("/metrics");
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        try (var plain =
                new GZIPInputStream(new ByteArrayInputStream(answer.body().readAllBytes()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).contains("build_cache_pruner_running");
        }
    }

    @Test
    void the_program_and_its_jvm_are_there_too() throws Exception {
        SERVED.serve(Hosts.fresh("a"));
        assertThat(samples(SERVED.http().get("/metrics")).keySet())
                .anyMatch(key -> key.matches("build_cache_pruner_build_info\\{version=\"\\d+\\.\\d+.*\"}"))
                .contains("jvm_memory_used_bytes{area=\"heap\"}")
                .anyMatch(key -> key.startsWith("jvm_gc_collection_seconds_count"))
                .anyMatch(key -> key.startsWith("process_cpu_seconds_total"));
    }

    /** Every line that is no comment, by its name and labels. */
    private static Map<String, Double> samples(HttpResponse<String> answer) {
        var samples = new LinkedHashMap<String, Double>();
        answer.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            var sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            assertThat(samples.put(sample.group(1), value(sample.group(2))))
                    .as(line)
                    .isNull();
        });
        return samples;
    }

    private static double value(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }
}
