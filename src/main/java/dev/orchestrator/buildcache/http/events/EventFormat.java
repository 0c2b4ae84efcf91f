package dev.orchestrator.buildcache.http.events;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.orchestrator.buildcache.json.Json;

/**
 * Server-sent events as the HTML standard has them (9.2, "Server-sent events").
 *
 * <p>Not by Akka HTTP's marshaller: it encodes each event once for every subscriber, and keeps a connection alive with an
 * event, not with a comment.
 */
final class EventFormat {
    /** Keeps a connection alive; clients ignore it. */
    static final ByteString COMMENT = ByteString.fromString(":\n\n");

    private EventFormat() {}

    /** @param data as JSON, which has no line breaks */
    static ByteString event(String type, String id, Object data) {
        return ByteString.fromString("event: " + type + "\nid: " + id + "\ndata: ")
                .concat(ByteString.fromArrayUnsafe(Json.bytes(data)))
                .concat(ByteString.fromString("\n\n"));
    }

    /** How long a client waits before it reconnects, and the id to reconnect with if it has received no event. */
    static ByteString opening(String id) {
        return ByteString.fromString("retry: 2000\nid: " + id + "\n\n");
    }

    static HttpResponse response(Source<ByteString, ?> stream) {
        // Tells nginx not to buffer: events would only arrive once its buffer is full.
        return HttpResponse.create()
                .addHeader(RawHeader.create("X-Accel-Buffering", "no"))
                .withEntity(HttpEntities.createChunked(MediaTypes.TEXT_EVENT_STREAM.toContentType(), stream));
    }
}
