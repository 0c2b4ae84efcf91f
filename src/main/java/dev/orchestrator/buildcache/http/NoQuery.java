package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.extractUri;

import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.http.response.Responses;
import java.util.function.Supplier;

/**
 * Refuses query parameters, which no route has: a client that sends {@code ?state=failing} would otherwise take all hosts
 * for failing ones.
 */
final class NoQuery {
    private NoQuery() {}

    /** The request must have reached its route: others may have parameters. */
    static Route before(Supplier<Route> inner) {
        return extractUri(uri -> isWithout(uri)
                ? inner.get()
                : complete(Responses.error(StatusCodes.BAD_REQUEST, "unknown query parameter; allowed here: none")));
    }

    private static boolean isWithout(Uri uri) {
        return uri.rawQueryString().filter(query -> !query.isEmpty()).isEmpty();
    }
}
