package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.HostState.State;
import dev.orchestrator.buildcache.PreviewReply;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.Pruner.RunNowReply;
import dev.orchestrator.buildcache.cache.Amount;
import dev.orchestrator.buildcache.cache.Share;
import dev.orchestrator.buildcache.cache.Stay;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import dev.orchestrator.buildcache.http.events.EventLog.Limits;
import dev.orchestrator.buildcache.json.ChannelJson;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Preview;
import dev.orchestrator.buildcache.run.Remains;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.run.Rung;
import dev.orchestrator.buildcache.testkit.EventSource;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.KnownHost;
import dev.orchestrator.buildcache.testkit.Runs;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import dev.orchestrator.buildcache.value.ByteSize;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks openapi.json against real responses: every response that it describes is provoked and validated. */
class OpenApiTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final String TOKEN = "token";
    private static final Instant START = Hosts.START;
    private static final Share SHARE = new Share(3, new Amount(new ByteSize(5_000_000), 500));

    @ParameterizedTest
    @MethodSource("dev.orchestrator.buildcache.http.OpenApi#everything")
    void what_is_described_can_be_had_and_is_as_described(OpenApi.Described described) throws Exception {
        var answer = provoke(described);
        assertThat(answer.statusCode()).isEqualTo(described.status());
        var type = answer.headers().firstValue("Content-Type").orElseThrow().replaceAll(";.*", "");
        assertThat(described.response().get("content").fieldNames())
                .toIterable()
                .contains(type);
        described
                .response()
                .path("headers")
                .fieldNames()
                .forEachRemaining(header -> assertThat(answer.headers().firstValue(header))
                        .as(header)
                        .isPresent());
        if (!described.schema().isEmpty()) {
            assertValid(described.schema(), new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        answer.body().close();
    }

    @ParameterizedTest
    @MethodSource("dev.orchestrator.buildcache.http.OpenApi#paths")
    void a_method_that_is_not_described_is_a_405(String path) throws Exception {
        serve(Protect.CONTROL, "Authorization", "Bearer " + TOKEN);
        for (var method : List.of("GET", "POST", "PUT", "DELETE", "PATCH")) {
            // GET /api/hosts/pause is described too: a host may be called so.
            boolean isHost = method.equals("GET") && path.matches("/api/hosts/(pause|resume)");
            if (!isHost && !OpenApi.describes(method, path)) {
                var answer = SERVED.http().send(method, path.replace("{name}", "well"), "");
                assertThat(answer.statusCode()).as(method).isEqualTo(405);
                assertValid("Error", answer.body());
            }
        }
    }

    @Test
    void channels_of_alerts_are_as_described() throws Exception {
        SERVED.channels(
                ChannelJson.fresh("ops", "slack"),
                ChannelJson.fresh("audit", "webhook").failed("no").dropped(1));
        serve(Protect.CONTROL);
        assertValid("Hosts", SERVED.http().get("/api/hosts").body());
    }

    @Test
    void hosts_in_every_state_and_runs_of_every_outcome_are_as_described() throws Exception {
        serve(Protect.CONTROL);
        assertValid("Hosts", SERVED.http().get("/api/hosts").body());
        assertValid("Queue", SERVED.http().get("/queue").body());
        assertValid("Status", SERVED.http().get("/status").body());
        assertValid("Hosts", SERVED.http().get("/status").body());
        for (var host : everyHost()) {
            var path = "/api/hosts/" + host.name();
            assertValid("OpenedHost", SERVED.http().get(path).body());
            assertValid("Runs", SERVED.http().get(path + "/runs").body());
        }
    }

    @Test
    void of_a_single_host_too() throws Exception {
        for (var host : everyHost()) {
            SERVED.serve(host);
            assertValid("QueueOfHost", SERVED.http().get("/queue").body());
            assertValid("OpenedHost", SERVED.http().get("/status").body());
        }
    }

    @Test
    void events_are_as_described() throws Exception {
        serve(Protect.CONTROL);
        try (var events = new EventSource(SERVED.http().open("/api/events"))) {
            SERVED.fleet().ends(Hosts.after("well", Runs.succeeded(START, 1)));
            assertValid("RunEnded", events.next().data().toString());
            SERVED.fleet().becomes(Hosts.in(State.RUNNING, "well"));
            assertValid("Host", events.next().data().toString());
        }
    }

    @Test
    void it_is_served_as_it_is_in_the_jar() throws Exception {
        serve(Protect.CONTROL);
        assertThat(SERVED.http().get("/api/openapi.json").body())
                .isEqualTo(OpenApi.TEXT)
                .startsWith("{");
    }

    @Test
    void the_words_are_the_programs_own() {
        assertThat(OpenApi.words("/State/enum"))
                .isEqualTo(words(State.values(), s -> s.name().toLowerCase(Locale.ROOT)));
        assertThat(OpenApi.words("/Outcome/enum")).isEqualTo(words(Outcome.Kind.values(), Outcome.Kind::word));
        assertThat(OpenApi.words("/Remains/properties/reason/enum"))
                .isEqualTo(words(Remains.Reason.values(), Remains.Reason::id));
        assertThat(OpenApi.words("/RunsByOutcome/required"))
                .isEqualTo(words(Outcome.Kind.values(), Outcome.Kind::word));
        assertThat(OpenApi.words("/Run/properties/failure/oneOf/1/enum"))
                .isEqualTo(words(Failure.values(), Failure::word));
    }

    @Test
    void the_schemas_would_notice_a_key_too_many_or_too_few() {
        for (var name : List.of("Error", "Run", "Host", "Hosts", "OpenedHost", "Queue", "RunEnded")) {
            assertThat(OpenApi.problems(name, "{\"surplus\":1}"))
                    .as(name)
                    .anyMatch(problem -> problem.contains("surplus"))
                    .anyMatch(problem -> problem.contains("required"));
        }
    }

    private HttpResponse<InputStream> provoke(OpenApi.Described described) throws Exception {
        var path = described.path().replace("{name}", described.status() == 404 ? "nope" : "well")
                + (described.status() == 400 ? "?state=failing" : "");
        var body = described.status() == 413 ? "x".repeat(5000) : "";
        var token = new String[] {"Authorization", "Bearer " + TOKEN};
        switch (described.status()) {
            case 401 -> serve(Protect.ALL);
            case 403 -> SERVED.serve(everyHost()).with(token);
            case 503 ->
                SERVED.settings(new HttpSettings(
                                "127.0.0.1", 0, Duration.ofMillis(100), Optional.of(TOKEN), Protect.ALL))
                        .limits(new Limits(1, 1, 0, Duration.ofHours(1)))
                        .serveSilence()
                        .with(token);
            default -> serve(Protect.ALL, token);
        }
        var answer = SERVED.http().openAsync(described.method(), path, body);
        if (described.isControl()
                && described.path().contains("{name}")
                && Set.of(200, 202, 409, 502).contains(described.status())) {
            react(described.status());
        }
        return answer.get();
    }

    private void react(int status) {
        var told = SERVED.fleet().pruners.receiveMessage();
        if (told instanceof Pruner.RunNow runNow) {
            runNow.replyTo().tell(status == 202 ? RunNowReply.ACCEPTED : RunNowReply.PAUSED);
        } else if (told instanceof Pruner.GetPreview preview) {
            preview.replyTo()
                    .tell(
                            switch (status) {
                                case 200 ->
                                    new PreviewReply.Ready(new Preview(
                                            Optional.empty(),
                                            true,
                                            SHARE,
                                            Share.NONE,
                                            Map.of(Stay.IN_USE, SHARE, Stay.NEEDED, SHARE)));
                                case 502 ->
                                    new PreviewReply.NotPossible(new Outcome.Refused("it is not Docker Engine"));
                                default -> PreviewReply.NotNow.RUNNING;
                            });
        } else if (told instanceof Pruner.Pause pause) {
            pause.replyTo().tell(Hosts.fresh("well").status());
        } else if (told instanceof Pruner.Resume resume) {
            resume.replyTo().tell(Hosts.fresh("well").status());
        }
    }

    private static void serve(Protect protect, String... headers) throws Exception {
        SERVED.settings(ServedFleet.withToken(TOKEN, protect))
                .serve(everyHost())
                .with(headers);
    }

    private static KnownHost[] everyHost() {
        var hosts = new ArrayList<KnownHost>();
        hosts.add(Hosts.after("well", Runs.failed(START, "rc=1: no"), Runs.succeeded(START.plusSeconds(60), 1 << 20)));
        hosts.add(Hosts.fresh("new"));
        hosts.add(Hosts.after("detailed", Runs.ended(START, Runs.failed(Failure.DISK_FULL, "rc=1: no", "no\nspace"))));
        hosts.add(Hosts.after("chained", chained()));
        hosts.add(Hosts.disabled("off"));
        hosts.add(Hosts.byCron("by-cron"));
        hosts.add(Hosts.nowhere("nowhere"));
        for (var state : State.values()) {
            hosts.add(Hosts.in(state, "in-" + state));
        }
        for (var outcome : Outcome.Kind.values()) {
            hosts.add(Hosts.after("after-" + outcome, Runs.ended(START, Runs.some(outcome))));
        }
        return hosts.toArray(KnownHost[]::new);
    }

    private static Run chained() {
        var rungs = List.of(
                new Rung(new Rung.By.Until(Optional.of(new Age("24h"))), new Outcome.Succeeded(new ByteSize(7))),
                new Rung(new Rung.By.Records(1), new Outcome.Succeeded(ByteSize.ZERO)),
                new Rung(new Rung.By.Records(200), new Outcome.Unknown("timeout after 600s")));
        var remains = new Remains(
                Remains.Reason.YOUNGER,
                "all of it is younger",
                Map.of(Stay.YOUNGER, SHARE, Stay.SHARED, SHARE),
                Optional.of(new Remains.Reach(new Age("6h"), SHARE)),
                Optional.of(SHARE));
        var outcome = new Outcome.Unknown("timeout after 600s", Optional.of(new ByteSize(7)));
        return new Run(START, START.plusSeconds(600), outcome, rungs, Optional.of(remains));
    }

    private static void assertValid(String schema, String json) {
        assertThat(OpenApi.problems(schema, json)).isEmpty();
    }

    private static <T> List<String> words(T[] values, Function<T, String> word) {
        return Arrays.stream(values).map(word).toList();
    }
}
