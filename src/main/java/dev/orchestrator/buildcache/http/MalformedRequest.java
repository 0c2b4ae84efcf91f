package dev.orchestrator.buildcache.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import dev.orchestrator.buildcache.http.response.Responses;
import dev.orchestrator.buildcache.http.response.SecurityHeaders;

/**
 * Responds to a malformed request with an error in JSON, like every other error. Such a request reaches no route, so
 * {@code service.conf} names this class.
 */
public final class MalformedRequest extends ParsingErrorHandler {
    /** For Akka, which creates it by reflection. */
    public MalformedRequest() {}

    /** Logs nothing, and leaves out the error's detail: it quotes the request, which may hold a token. */
    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        return SecurityHeaders.on(Responses.error(status, error.summary()));
    }
}
