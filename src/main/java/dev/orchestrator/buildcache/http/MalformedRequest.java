package dev.orchestrator.buildcache.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * The answer to what is no HTTP request: an error like every other. No route is asked then, so the program names this
 * class in {@code service.conf}.
 */
public final class MalformedRequest extends ParsingErrorHandler {
    /** Akka makes one. */
    public MalformedRequest() {}

    /** Neither answered nor logged is the error's detail: it quotes the request, and that may hold a token. */
    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        log.debug("malformed request, answered with {}: {}", status.intValue(), error.summary());
        return Answers.careful(Answers.error(status, error.summary()));
    }
}
