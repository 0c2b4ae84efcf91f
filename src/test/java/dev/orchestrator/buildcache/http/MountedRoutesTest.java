package dev.orchestrator.buildcache.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import dev.orchestrator.buildcache.testkit.Hosts;
import dev.orchestrator.buildcache.testkit.ServedFleet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security headers, and the routes beside others, over a real port. */
class MountedRoutesTest {
    @RegisterExtension
    private static final ServedFleet SERVED = new ServedFleet();

    @ParameterizedTest
    @ValueSource(strings = {"/api/hosts", "/api/hosts/a", "/queue", "/health/live", "/health/ready", "/nothing"})
    void every_response_has_the_security_headers(String path) throws Exception {
        SERVED.serve(Hosts.fresh("a"), Hosts.fresh("b"));
        var headers = SERVED.http().get(path).headers();
        assertThat(headers.allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void other_routes_are_served_beside_them_with_their_own_cache_control() throws Exception {
        var page = Directives.pathSingleSlash(() -> Directives.respondWithHeader(
                RawHeader.create("Cache-Control", "max-age=60"), () -> Directives.complete("page")));
        SERVED.serve(SERVED.routes(Hosts.fresh("a")).alone(page));
        var answer = SERVED.http().get("/");
        assertThat(answer.body()).isEqualTo("page");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("max-age=60");
        assertThat(answer.headers().allValues("X-Frame-Options")).containsExactly("DENY");
    }

    @Test
    void mounted_beside_other_routes_they_leave_theirs_alone() throws Exception {
        var theirs = Directives.path("theirs", () -> Directives.complete("theirs"));
        SERVED.serve(Directives.concat(SERVED.routes(Hosts.fresh("a")).routes(), theirs));
        assertThat(SERVED.http().get("/theirs").headers().firstValue("X-Frame-Options"))
                .isEmpty();
        assertThat(SERVED.http().get("/theirs").body()).isEqualTo("theirs");
        assertThat(SERVED.http().get("/queue").headers().firstValue("X-Frame-Options"))
                .contains("DENY");
    }

    @Test
    void a_route_that_throws_is_a_500_that_does_not_show_the_cause() throws Exception {
        var failing = Directives.path(
                "failing",
                () -> Directives.extractUri(uri -> {
                    throw new IllegalStateException("s3cret");
                }));
        SERVED.serve(SERVED.routes(Hosts.fresh("a")).alone(failing));
        var response = SERVED.http().get("/failing");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("{\"error\":\"internal error; see the log for the cause\"}");
        assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
    }
}
