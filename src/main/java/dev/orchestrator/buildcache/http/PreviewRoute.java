package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.extractUri;
import static akka.http.javadsl.server.Directives.withRequestTimeout;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.Query;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.PreviewReply;
import dev.orchestrator.buildcache.Pruner;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.fleet.FleetStatus;
import dev.orchestrator.buildcache.http.response.Ask;
import dev.orchestrator.buildcache.http.response.Responses;
import dev.orchestrator.buildcache.json.PreviewJson;
import dev.orchestrator.buildcache.run.Outcome;
import dev.orchestrator.buildcache.value.OneLine;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.duration.FiniteDuration;

/** What a run would do: the host is asked for it, so the response takes as long as that does. */
final class PreviewRoute {
    private static final Logger LOG = LoggerFactory.getLogger(PreviewRoute.class);

    private static final String UNTIL = "until";
    private static final int SHOWN = 80;

    /** The most that a preview takes, and a little more. A connection on which nothing moves ends after a minute. */
    private static final Duration PATIENCE = PreviewReply.LATEST.plusSeconds(2);

    private final Ask ask;

    PreviewRoute(ActorSystem<?> system) {
        this.ask = new Ask(system, PATIENCE);
    }

    /** Refuses a query with anything but one age. */
    Route before(Function<Optional<Age>, Route> inner) {
        return extractUri(uri -> {
            var query = uri.query();
            if (query.toList().stream().anyMatch(parameter -> !parameter.first().equals(UNTIL))
                    || query.toList().size() > 1) {
                return bad("unknown query parameter; allowed here: one " + UNTIL);
            }
            return age(query, inner);
        });
    }

    private static Route age(Query query, Function<Optional<Age>, Route> inner) {
        var text = query.get(UNTIL);
        try {
            return inner.apply(text.map(Age::new));
        } catch (IllegalArgumentException e) {
            return bad(UNTIL + " is \"" + OneLine.of(text.orElse(""), SHOWN) + "\": must be " + Age.ALLOWED);
        }
    }

    private static Route bad(String error) {
        return complete(Responses.error(StatusCodes.BAD_REQUEST, error));
    }

    /** @param until empty for the age of the host's settings */
    Route of(FleetStatus.Member host, Optional<Age> until) {
        var settings = host.status().settings();
        var age = until.or(() -> settings.policy().prune().until());
        var limit = FiniteDuration.fromNanos(PATIENCE.plusSeconds(1).toNanos());
        LOG.info("preview requested for {}", settings.name());
        return withRequestTimeout(
                limit,
                () -> ask.respond(
                        ask.<Pruner.Command, PreviewReply>of(
                                host.pruner(), replyTo -> new Pruner.GetPreview(age, replyTo)),
                        reply -> response(settings.name(), reply)));
    }

    private static HttpResponse response(String host, PreviewReply reply) {
        if (reply instanceof PreviewReply.Ready ready) {
            return Responses.ok(PreviewJson.of(host, ready.preview()));
        } else if (reply instanceof PreviewReply.NotPossible not) {
            return Responses.error(StatusCodes.BAD_GATEWAY, why(not.outcome()));
        }
        return Responses.error(
                StatusCodes.CONFLICT,
                switch ((PreviewReply.NotNow) reply) {
                    case RUNNING -> "a run is under way";
                    case PREVIEWING -> "another preview is under way";
                    case DISABLED -> "the host is disabled in the settings";
                });
    }

    private static String why(Outcome outcome) {
        return outcome.error().orElse("the host gave no answer");
    }
}
