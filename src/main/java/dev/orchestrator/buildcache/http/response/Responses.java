package dev.orchestrator.buildcache.http.response;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import dev.orchestrator.buildcache.json.Json;

/** JSON responses; every error has the same shape: {@code {"error": "…"}}. */
public final class Responses {
    private record Error(String error) {}

    private Responses() {}

    /** @param body a record of plain values */
    public static HttpResponse ok(Object body) {
        return json(StatusCodes.OK, body);
    }

    /** @param body a record of plain values */
    public static HttpResponse json(StatusCode status, Object body) {
        return json(Json.bytes(body)).withStatus(status);
    }

    /** A 200 with a body that is JSON already. */
    public static HttpResponse json(byte[] body) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body));
    }

    /** @param text what is wrong, for people */
    public static HttpResponse error(StatusCode status, String text) {
        return json(status, new Error(text));
    }

    public static HttpResponse noSuchHost() {
        return error(StatusCodes.NOT_FOUND, "there is no such host");
    }
}
