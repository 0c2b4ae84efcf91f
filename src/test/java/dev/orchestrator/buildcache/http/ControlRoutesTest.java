package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.Pruner.RunNowReply;
import dev.orchestrator.buildcache.fleet.Fleet;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.Served;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be told to hosts, and by whom, over a real port. */
class ControlRoutesTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final String TOKEN = "s3cret-token.of~ours+/==";
    private static final String[] RIGHT = {"Authorization", "Bearer " + TOKEN};

    @Test
    void a_run_that_is_accepted_is_a_202_that_says_where_to_look() throws Exception {
        var answer = prune("a", RunNowReply.ACCEPTED);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"host\":\"a\",\"see\":\"/api/hosts/a\"}");
        assertThat(answer.headers().allValues("Location")).containsExactly("/api/hosts/a");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(SERVED.http().get("/api/hosts/a").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, a run is under way already",
        "WAITING, a run is waiting for a permit already",
        "PAUSED, the host is paused",
        "DISABLED, the host is disabled in the settings"
    })
    void a_run_that_is_not_is_a_409_that_says_why(RunNowReply reply, String error) throws Exception {
        var answer = prune("a", reply);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + error + "\"}");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void where_to_look_is_a_path_whatever_the_host_is_called() throws Exception {
        var answer = prune("b:1%20c", RunNowReply.ACCEPTED);
        var see = answer.headers().firstValue("Location").orElseThrow();
        assertThat(Served.json(answer).get("host").asText()).isEqualTo("b:1 c");
        assertThat(Served.json(answer).get("see").asText()).isEqualTo(see);
        assertThat(Served.json(SERVED.http().get(see)).get("name").asText()).isEqualTo("b:1 c");
    }

    @Test
    void a_host_is_paused_and_resumed() throws Exception {
        serve(Protect.CONTROL, RIGHT);
        var paused = SERVED.http().sendAsync("POST", "/api/hosts/a/pause", "");
        SERVED.fleet()
                .pruners
                .expectMessageClass(Pruner.Pause.class)
                .replyTo()
                .tell(Hosts.fresh("a").status());
        assertAccepted(paused.get(), "{\"host\":\"a\",\"see\":\"/api/hosts/a\"}");
        var resumed = SERVED.http().sendAsync("POST", "/api/hosts/a/resume", "");
        SERVED.fleet()
                .pruners
                .expectMessageClass(Pruner.Resume.class)
                .replyTo()
                .tell(Hosts.fresh("a").status());
        assertAccepted(resumed.get(), "{\"host\":\"a\",\"see\":\"/api/hosts/a\"}");
    }

    @Test
    void all_hosts_are_paused_and_resumed() throws Exception {
        serve(Protect.CONTROL, RIGHT);
        assertAccepted(SERVED.http().post("/api/hosts/pause"), "{\"see\":\"/api/hosts\"}");
        SERVED.fleet().told.expectMessage(Fleet.PauseAll.INSTANCE);
        assertAccepted(SERVED.http().post("/api/hosts/resume"), "{\"see\":\"/api/hosts\"}");
        SERVED.fleet().told.expectMessage(Fleet.ResumeAll.INSTANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prune", "pause", "resume"})
    void an_unknown_host_is_a_404(String what) throws Exception {
        serve(Protect.CONTROL, RIGHT);
        var answer = SERVED.http().post("/api/hosts/nope/" + what);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\":\"there is no such host\"}");
        SERVED.fleet().pruners.expectNoMessage(Duration.ZERO);
    }

    @Test
    void a_host_that_does_not_answer_is_a_503() throws Exception {
        serve(new HttpSettings("127.0.0.1", 0, Duration.ofMillis(100), Optional.of(TOKEN), Protect.CONTROL), RIGHT);
        assertThat(SERVED.http().post("/api/hosts/a/prune").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/prune", "/a/pause", "/a/resume", "/pause", "/resume", "/nope/prune"})
    void without_a_configured_token_every_post_is_a_403_that_says_how_to_switch_it_on(String path) throws Exception {
        serve(ServedFleet.open(Served.PATIENCE), RIGHT);
        var answer = SERVED.http().post("/api/hosts" + path);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Served.json(answer).get("error").asText())
                .contains("http.token", "ORCH_BUILD_CACHE_PRUNE_HTTP_TOKEN");
        assertNothingWasTold();
        assertThat(Served.json(SERVED.http().get("/api/hosts")).get("control").asText())
                .isEqualTo("off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer s3cret-token.of~ours+/=",
                "Bearer s3cret-token.of~ours+/===",
                "Bearer S3CRET-TOKEN.OF~OURS+/==",
                "Bearer",
                "Bearer ",
                "Basic s3cret-token.of~ours+/==",
                "s3cret-token.of~ours+/=="
            })
    void a_wrong_token_is_a_401(String header) throws Exception {
        serve(Protect.CONTROL, "Authorization", header);
        var answer = SERVED.http().post("/api/hosts/a/prune");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Served.json(answer).fieldNames()).toIterable().containsExactly("error");
        assertThat(answer.body()).doesNotContain("s3cret");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer realm=\"build-cache-pruner\"");
        assertNothingWasTold();
    }

    @Test
    void only_a_wrong_token_is_slowed_and_counted() throws Exception {
        serve(Protect.ALL, "Authorization", "Bearer wrong");
        var http = SERVED.http();
        var start = System.nanoTime();
        var wrong = http.sendAsync("POST", "/api/hosts/pause", "");
        http.with();
        assertThat(http.get("/queue").statusCode()).isEqualTo(401);
        http.with(RIGHT);
        assertThat(http.post("/api/hosts/resume").statusCode()).isEqualTo(202);
        assertThat(wrong.get().statusCode()).isEqualTo(401);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Access.DELAY);
        assertThat(http.get("/metrics").body()).contains("\nbuild_cache_pruner_failed_logins_total 1.0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/prune", "/a/pause", "/a/resume", "/pause", "/resume"})
    void a_missing_token_is_a_401(String path) throws Exception {
        serve(Protect.CONTROL);
        var answer = SERVED.http().post("/api/hosts" + path);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"build-cache-pruner\"");
        assertNothingWasTold();
    }

    @Test
    void the_scheme_may_be_written_in_any_case() throws Exception {
        serve(Protect.CONTROL, "Authorization", "bEARER " + TOKEN);
        assertThat(SERVED.http().post("/api/hosts/pause").statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @EnumSource(Protect.class)
    void reads_need_the_token_only_if_all_is_protected(Protect protect) throws Exception {
        int unless = protect == Protect.ALL ? 401 : 200;
        for (var path : reads().toList()) {
            serve(protect);
            assertThat(SERVED.http().get(path).statusCode()).as(path).isEqualTo(unless);
            SERVED.http().with("Authorization", "Bearer wrong");
            assertThat(SERVED.http().get(path).statusCode()).as(path).isEqualTo(unless);
            SERVED.http().with(RIGHT);
            assertThat(SERVED.http().get(path).statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    void so_do_the_events() throws Exception {
        serve(Protect.ALL);
        assertThat(SERVED.http().open("/api/events").statusCode()).isEqualTo(401);
        var events = SERVED.http().with(RIGHT).open("/api/events");
        assertThat(events.statusCode()).isEqualTo(200);
        events.body().close();
    }

    @Test
    void whether_it_is_well_never_needs_the_token() throws Exception {
        serve(Protect.ALL);
        assertThat(SERVED.http().get("/health/live").statusCode()).isEqualTo(200);
        assertThat(SERVED.http().get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void the_list_says_that_a_token_is_configured() throws Exception {
        serve(Protect.CONTROL);
        assertThat(Served.json(SERVED.http().get("/api/hosts")).get("control").asText())
                .isEqualTo("token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/prune", "/a/pause", "/a/resume", "/pause", "/resume"})
    void a_query_is_a_400_and_does_nothing(String path) throws Exception {
        serve(Protect.CONTROL, RIGHT);
        var answer = SERVED.http().post("/api/hosts" + path + "?dry_run=true");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Served.json(answer).get("error").asText()).contains("query parameter");
        assertNothingWasTold();
    }

    @Test
    void a_trailing_slash_changes_nothing() throws Exception {
        serve(Protect.CONTROL, RIGHT);
        assertAccepted(SERVED.http().post("/api/hosts/pause/"), "{\"see\":\"/api/hosts\"}");
        SERVED.fleet().told.expectMessage(Fleet.PauseAll.INSTANCE);
        SERVED.fleet().told.expectNoMessage(Duration.ZERO);
    }

    @Test
    void a_body_is_ignored_if_it_is_small_and_refused_if_it_is_not() throws Exception {
        serve(Protect.CONTROL, RIGHT);
        assertThat(SERVED.http()
                        .send("POST", "/api/hosts/pause", "x".repeat(4096))
                        .statusCode())
                .isEqualTo(202);
        SERVED.fleet().told.expectMessage(Fleet.PauseAll.INSTANCE);
        var tooLarge = SERVED.http().send("POST", "/api/hosts/pause", "x".repeat(4097));
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(Served.json(tooLarge).fieldNames()).toIterable().containsExactly("error");
        assertThat(SERVED.http()
                        .send("POST", "/api/hosts/pause", "x".repeat(10_000))
                        .statusCode())
                .isEqualTo(413);
        assertNothingWasTold();
    }

    @Test
    void the_token_is_not_shown_and_what_can_be_none_is_refused() {
        assertThat(ServedFleet.withToken(TOKEN, Protect.ALL).toString()).doesNotContain("s3cret");
        assertThatIllegalArgumentException().isThrownBy(() -> settings(Optional.of(""), Protect.CONTROL));
        assertThatIllegalArgumentException().isThrownBy(() -> settings(Optional.of("a b"), Protect.CONTROL));
        assertThatIllegalArgumentException().isThrownBy(() -> settings(Optional.empty(), Protect.ALL));
    }

    private static Stream<String> reads() {
        return Stream.of("/api/hosts", "/api/hosts/a", "/api/hosts/a/runs", "/queue", "/status");
    }

    private HttpResponse<String> prune(String path, RunNowReply reply) throws Exception {
        serve(Protect.CONTROL, RIGHT);
        CompletableFuture<HttpResponse<String>> answer =
                SERVED.http().sendAsync("POST", "/api/hosts/" + path + "/prune", "");
        SERVED.fleet().pruners.expectMessageClass(Pruner.RunNow.class).replyTo().tell(reply);
        return answer.get();
    }

    private static void serve(Protect protect, String... headers) throws Exception {
        serve(ServedFleet.withToken(TOKEN, protect), headers);
    }

    private static void serve(HttpSettings settings, String... headers) throws Exception {
        SERVED.settings(settings).serve(Hosts.fresh("a"), Hosts.fresh("b:1 c")).with(headers);
    }

    private static HttpSettings settings(Optional<String> token, Protect protect) {
        return new HttpSettings("127.0.0.1", 0, Served.PATIENCE, token, protect);
    }

    private void assertNothingWasTold() {
        SERVED.fleet().pruners.expectNoMessage(Duration.ZERO);
        SERVED.fleet().told.expectNoMessage(Duration.ZERO);
    }

    private static void assertAccepted(HttpResponse<String> answer, String body) {
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("Location")).isPresent();
    }
}
