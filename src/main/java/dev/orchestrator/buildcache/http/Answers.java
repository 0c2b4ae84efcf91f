package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.handleExceptions;
import static akka.http.javadsl.server.Directives.handleRejections;
import static akka.http.javadsl.server.Directives.respondWithDefaultHeaders;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all answers have in common: JSON, one shape for every error, and headers that keep browsers careful. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** A browser loads nothing from elsewhere, runs no inline script, shows us in no frame, and keeps no answer. */
    private static final List<HttpHeader> CAREFUL = List.of(
            RawHeader.create(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("X-Frame-Options", "DENY"),
            RawHeader.create("Referrer-Policy", "no-referrer"),
            RawHeader.create("Cache-Control", "no-store"));

    private Answers() {}

    static HttpResponse ok(Object body) {
        return json(StatusCodes.OK, body);
    }

    static HttpResponse json(StatusCode code, Object body) {
        return json(bytes(body)).withStatus(code);
    }

    static HttpResponse json(byte[] body) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body));
    }

    /** As JSON. */
    static byte[] bytes(Object body) {
        try {
            return StatusJson.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of plain values can always be written", e);
        }
    }

    /** A file of the jar's, beside this class. */
    static byte[] resource(String name) {
        try (InputStream in = Answers.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HttpResponse error(StatusCode code, String text) {
        return json(code, new StatusJson.Error(text));
    }

    static HttpResponse noAnswer() {
        return error(StatusCodes.SERVICE_UNAVAILABLE, "the pruner does not answer");
    }

    static HttpResponse noSuchHost() {
        return error(StatusCodes.NOT_FOUND, "there is no such host");
    }

    /** Answers of these routes have the careful headers, but for those that they have set themselves. */
    static Route careful(Route routes) {
        return respondWithDefaultHeaders(CAREFUL, () -> routes);
    }

    /** An answer that comes from no route. */
    static HttpResponse careful(HttpResponse answer) {
        return answer.withHeaders(CAREFUL);
    }

    /** The same as all that a server has: anything else is an error in JSON, 404 or 405. */
    static Route sealed(Route routes) {
        return handleExceptions(
                ExceptionHandler.newBuilder().matchAny(Answers::broken).build(),
                () -> handleRejections(
                        RejectionHandler.defaultHandler().mapRejectionResponse(Answers::inJson), () -> routes));
    }

    private static Route broken(Throwable failure) {
        LOG.error("a request failed", failure);
        return complete(error(StatusCodes.INTERNAL_SERVER_ERROR, "internal error; the log says more"));
    }

    private static HttpResponse inJson(HttpResponse rejection) {
        var text = rejection.entity() instanceof HttpEntity.Strict strict
                ? strict.getData().utf8String()
                : rejection.status().reason();
        return rejection.withEntity(
                (HttpEntity.Strict) error(rejection.status(), text).entity());
    }
}
