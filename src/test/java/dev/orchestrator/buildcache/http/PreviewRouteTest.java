package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestrator.buildcache.PreviewReply;
import dev.orchestrator.buildcache.PreviewReply.NotNow;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.cache.Amount;
import dev.orchestrator.buildcache.cache.Share;
import dev.orchestrator.buildcache.cache.Stay;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.http.HttpSettings.Protect;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.run.Preview;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import dev.orchestrator.buildcache.value.ByteSize;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewRouteTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    private static final String TOKEN = "s3cret-token.of~ours+/==";

    @Test
    void a_preview_says_what_goes_and_what_stays() throws Exception {
        var takes = share(3, 25_000_000, 5_000);
        var preview = new Preview(
                Optional.of(new Age("24h")),
                false,
                takes,
                share(1, 6_200_000, 500),
                Map.of(Stay.YOUNGER, share(2, 1_000_000, 5_000), Stay.IN_USE, share(1, 10, 0)));
        var answer = preview("", Optional.of(new Age("24h")), new PreviewReply.Ready(preview));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"host\":\"a\",\"until\":\"24h\",\"all\":false,"
                        + "\"takes\":{\"records\":3,\"bytes\":25000000,\"error_bytes\":5000},"
                        + "\"at_least\":{\"records\":1,\"bytes\":6200000,\"error_bytes\":500},"
                        + "\"stays\":{\"in-use\":{\"records\":1,\"bytes\":10,\"error_bytes\":0},"
                        + "\"younger\":{\"records\":2,\"bytes\":1000000,\"error_bytes\":5000}},"
                        + "\"cache\":{\"records\":6,\"bytes\":26000010,\"error_bytes\":10000}}");
    }

    @Test
    void another_age_may_be_asked_for() throws Exception {
        assertThat(preview("?until=7d", Optional.of(new Age("168h")), NotNow.RUNNING)
                        .statusCode())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({
        "?until=, 'until is \\\"\\\": must be a positive Go duration such as 24h, 1h30m or 90m, or days such as 7d'",
        "?until=0s, 'until is \\\"0s\\\": must be a positive Go duration such as 24h, 1h30m or 90m, or days such as 7d'",
        "?until=24h;id, 'until is \\\"24h;id\\\": must be a positive Go duration such as 24h, 1h30m or 90m, or days such as 7d'",
        "?until=1h&until=2h, unknown query parameter; allowed here: one until",
        "?age=1h, unknown query parameter; allowed here: one until"
    })
    void anything_else_is_a_400_and_the_host_is_not_asked(String query, String error) throws Exception {
        serve();
        var answer = SERVED.http().post("/api/hosts/a/preview" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(error.substring(0, Math.min(20, error.length())));
        SERVED.fleet().pruners.expectNoMessage(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, a run is under way",
        "PREVIEWING, another preview is under way",
        "DISABLED, the host is disabled in the settings"
    })
    void a_host_that_is_busy_or_disabled_is_a_409(NotNow reply, String error) throws Exception {
        var answer = preview("", Optional.of(new Age("24h")), reply);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + error + "\"}");
    }

    @Test
    void a_host_that_cannot_be_asked_is_a_502_with_its_error() throws Exception {
        var failed = new Outcome.Failed(Failure.HOST_UNREACHABLE, Optional.of(255), "rc=255: no route to host");
        var answer = preview("", Optional.of(new Age("24h")), new PreviewReply.NotPossible(failed));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).isEqualTo("{\"error\":\"rc=255: no route to host\"}");
    }

    @Test
    void it_needs_the_token_and_a_host_that_there_is() throws Exception {
        SERVED.settings(ServedFleet.withToken(TOKEN, Protect.CONTROL)).serve(Hosts.fresh("a"));
        assertThat(SERVED.http().post("/api/hosts/a/preview").statusCode()).isEqualTo(401);
        serve();
        assertThat(SERVED.http().post("/api/hosts/nope/preview").statusCode()).isEqualTo(404);
        assertThat(SERVED.http().get("/api/hosts/a/preview").statusCode()).isEqualTo(405);
        SERVED.fleet().pruners.expectNoMessage(Duration.ZERO);
    }

    private static HttpResponse<String> preview(String query, Optional<Age> asked, PreviewReply reply)
            throws Exception {
        serve();
        var answer = SERVED.http().sendAsync("POST", "/api/hosts/a/preview" + query, "");
        var get = SERVED.fleet().pruners.expectMessageClass(Pruner.GetPreview.class);
        assertThat(get.until()).isEqualTo(asked);
        get.replyTo().tell(reply);
        return answer.get();
    }

    private static void serve() throws Exception {
        SERVED.settings(ServedFleet.withToken(TOKEN, Protect.CONTROL))
                .serve(Hosts.fresh("a"))
                .with("Authorization", "Bearer " + TOKEN);
    }

    private static Share share(int records, long bytes, long error) {
        return new Share(records, new Amount(new ByteSize(bytes), error));
    }
}
