package dev.orchestrator.buildcache.http.response;

import static akka.http.javadsl.server.Directives.respondWithDefaultHeaders;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import java.util.List;

/**
 * Headers that restrict what a browser does with a response: it loads nothing from other sites, runs no inline script,
 * shows no page of ours in a frame, and caches nothing.
 */
public final class SecurityHeaders {
    private static final List<HttpHeader> HEADERS = List.of(
            RawHeader.create(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("X-Frame-Options", "DENY"),
            RawHeader.create("Referrer-Policy", "no-referrer"),
            RawHeader.create("Cache-Control", "no-store"));

    private SecurityHeaders() {}

    /** Adds the headers to the routes' responses, except those that a route set itself. */
    public static Route on(Route routes) {
        return respondWithDefaultHeaders(HEADERS, () -> routes);
    }

    /** For a response that comes from no route. */
    public static HttpResponse on(HttpResponse response) {
        return response.withHeaders(HEADERS);
    }
}
