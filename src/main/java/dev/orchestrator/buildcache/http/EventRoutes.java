package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.onComplete;
import static akka.http.javadsl.server.Directives.optionalHeaderValueByName;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import java.time.Duration;

/** {@code GET /api/events}: reads an {@link EventLog} along. */
final class EventRoutes {
    private final ActorRef<EventLog.Command> log;
    private final ActorSystem<?> system;
    private final Duration askTimeout;

    EventRoutes(ActorRef<EventLog.Command> log, ActorSystem<?> system, Duration askTimeout) {
        this.log = log;
        this.system = system;
        this.askTimeout = askTimeout;
    }

    Route stream() {
        return optionalHeaderValueByName("Last-Event-ID", lastEventId -> {
            var reading = AskPattern.<EventLog.Command, EventLog.Reading>ask(
                    log, replyTo -> new EventLog.Read(lastEventId, replyTo), askTimeout, system.scheduler());
            return onComplete(
                    reading, answered -> complete(answered.isSuccess() ? answer(answered.get()) : Answers.noAnswer()));
        });
    }

    private static HttpResponse answer(EventLog.Reading reading) {
        return reading instanceof EventLog.Stream events
                ? EventFormat.answer(events.stream())
                : Answers.error(StatusCodes.SERVICE_UNAVAILABLE, "too many read the events already")
                        .addHeader(RawHeader.create("Retry-After", "30"));
    }
}
