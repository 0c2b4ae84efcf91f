package dev.orchestrator.buildcache.http.response;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.onComplete;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks actors what a route needs to know. If one doesn't reply in time, the response is a 503. */
public final class Ask {
    private final ActorSystem<?> system;
    private final Duration timeout;

    public Ask(ActorSystem<?> system, Duration timeout) {
        this.system = system;
        this.timeout = timeout;
    }

    /** Fails if the actor doesn't reply in time, or is gone. */
    public <Q, R> CompletionStage<R> of(ActorRef<Q> actor, akka.japi.function.Function<ActorRef<R>, Q> question) {
        return AskPattern.ask(actor, question, timeout, system.scheduler());
    }

    /** Continues with the reply. */
    public <R> Route then(CompletionStage<R> reply, Function<R, Route> inner) {
        return onComplete(reply, result -> result.isSuccess() ? inner.apply(result.get()) : complete(noReply()));
    }

    /** Responds with what the reply looks like. */
    public <R> Route respond(CompletionStage<R> reply, Function<R, HttpResponse> view) {
        return then(reply, answered -> complete(view.apply(answered)));
    }

    private static HttpResponse noReply() {
        return Responses.error(StatusCodes.SERVICE_UNAVAILABLE, "the pruner does not answer");
    }
}
