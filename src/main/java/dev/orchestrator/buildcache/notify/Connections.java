package dev.orchestrator.buildcache.notify;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ClientConnectionSettings;
import akka.http.scaladsl.model.ExceptionWithErrorInfo;
import akka.stream.Attributes;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.orchestrator.buildcache.value.Seconds;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** One connection per message, not the pool: that one retries by itself and quotes requests in its log. */
final class Connections implements Post {
    /** Failures are ours to tell; Akka would add a dump of the answer, which may quote the request. */
    private static final Attributes QUIET =
            Attributes.createLogLevels(Attributes.logLevelOff(), Attributes.logLevelOff(), Attributes.logLevelOff());

    private final ActorSystem<?> system;
    private final InstantSource clock;
    private final ClientConnectionSettings settings;

    Connections(ActorSystem<?> system, InstantSource clock) {
        this.system = system;
        this.clock = clock;
        var defaults = ClientConnectionSettings.create(Adapter.toClassic(system));
        // The warnings quote headers, and those may quote the address: a redirect does.
        this.settings = defaults.withParserSettings(defaults.getParserSettings().withIllegalHeaderWarnings(false));
    }

    @Override
    public CompletionStage<Answer> send(URI server, HttpRequest request, Duration limit) {
        boolean tls = server.getScheme().equals("https");
        var connect = Http.get(system)
                .connectionTo(server.getHost())
                .toPort(server.getPort() >= 0 ? server.getPort() : tls ? 443 : 80)
                .withClientConnectionSettings(settings);
        var known = new AtomicReference<Answer>();
        return Source.single(request)
                .via(tls ? connect.https() : connect.http())
                .mapAsync(1, response -> {
                    known.set(withoutText(response));
                    return answer(response, known.get(), limit);
                })
                .completionTimeout(limit)
                .addAttributes(QUIET)
                .runWith(Sink.head(), system)
                .exceptionallyCompose(failure -> known.get() == null
                        ? CompletableFuture.failedFuture(failure)
                        : CompletableFuture.completedFuture(known.get()));
    }

    private Answer withoutText(HttpResponse response) {
        var retryAfter = response.getHeader("Retry-After")
                .map(HttpHeader::value)
                .flatMap(value -> RetryAfter.parse(value, clock.instant()));
        return new Answer(response.status().intValue(), retryAfter, "");
    }

    /** The status tells whether the message was taken: what comes after it is for people, and not waited for if it was. */
    private CompletionStage<Answer> answer(HttpResponse response, Answer known, Duration limit) {
        var materializer = Materializer.matFromSystem(system);
        if (known.isTaken()) {
            // Nobody else would close the connection on an answer without end.
            response.entity().getDataBytes().runWith(Sink.cancelled(), materializer);
            return CompletableFuture.completedFuture(known);
        }
        return response.entity()
                .withSizeLimit(Answer.TEXT_LIMIT)
                .toStrict(limit.toMillis(), materializer)
                .thenApply(body -> new Answer(
                        known.status(), known.retryAfter(), body.getData().utf8String()));
    }

    /** Why there was no answer, for people. */
    static String reason(Throwable failure, Duration limit) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return "no answer within " + Seconds.of(limit) + " s";
        }
        // Its details are that dump.
        String message =
                cause instanceof ExceptionWithErrorInfo known ? known.info().summary() : cause.getMessage();
        return cause.getClass().getSimpleName() + ": " + message;
    }
}
