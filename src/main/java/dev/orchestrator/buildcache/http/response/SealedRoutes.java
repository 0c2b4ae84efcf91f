package dev.orchestrator.buildcache.http.response;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.handleExceptions;
import static akka.http.javadsl.server.Directives.handleRejections;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.model.IllegalRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes that respond to every request: what they reject, or fail at, is an error in JSON too. */
public final class SealedRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SealedRoutes.class);

    private SealedRoutes() {}

    /** A request that no route takes is a 404 or 405, an exception a 500 whose cause is only in the log. */
    public static Route of(Route routes) {
        return handleExceptions(
                ExceptionHandler.newBuilder()
                        .match(IllegalRequestException.class, SealedRoutes::malformed)
                        .matchAny(SealedRoutes::failed)
                        .build(),
                () -> handleRejections(
                        RejectionHandler.defaultHandler().mapRejectionResponse(SealedRoutes::inJson), () -> routes));
    }

    /** The client's fault, found only when its body or a header is used. Not logged: the exception quotes the request. */
    private static Route malformed(IllegalRequestException malformed) {
        return complete(Responses.error(malformed.status(), "the request is malformed"));
    }

    private static Route failed(Throwable failure) {
        LOG.error("a request failed", failure);
        return complete(
                Responses.error(StatusCodes.INTERNAL_SERVER_ERROR, "internal error; see the log for the cause"));
    }

    /** Keeps the rejection's status, headers and text. */
    private static HttpResponse inJson(HttpResponse rejection) {
        var text = rejection.entity() instanceof HttpEntity.Strict strict
                ? strict.getData().utf8String()
                : rejection.status().reason();
        return rejection.withEntity(
                (HttpEntity.Strict) Responses.error(rejection.status(), text).entity());
    }
}
