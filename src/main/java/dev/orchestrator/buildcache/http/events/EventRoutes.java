package dev.orchestrator.buildcache.http.events;

import static akka.http.javadsl.server.Directives.extractRequest;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.http.response.Ask;
import dev.orchestrator.buildcache.http.response.Responses;

/** {@code GET /api/events}: subscribes to an {@link EventLog}. */
public final class EventRoutes {
    private final ActorRef<EventLog.Command> log;
    private final Ask ask;

    public EventRoutes(ActorRef<EventLog.Command> log, Ask ask) {
        this.log = log;
        this.ask = ask;
    }

    public Route stream() {
        return extractRequest(request -> {
            var lastEventId = request.getHeader("Last-Event-ID").map(HttpHeader::value);
            var peer = request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress);
            var subscription = ask.<EventLog.Command, EventLog.Subscription>of(
                    log, replyTo -> new EventLog.Subscribe(lastEventId, peer, replyTo));
            return ask.respond(subscription, EventRoutes::response);
        });
    }

    private static HttpResponse response(EventLog.Subscription subscription) {
        return subscription instanceof EventLog.Stream events
                ? EventFormat.response(events.stream())
                : Responses.error(StatusCodes.SERVICE_UNAVAILABLE, "too many subscribers already")
                        .addHeader(RawHeader.create("Retry-After", "30"));
    }
}
