package dev.orchestrator.buildcache.notify;

import akka.http.javadsl.model.HttpRequest;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Carries a message to a service. */
interface Post {

    /**
     * @param server of which the scheme, the host and the port count
     * @param request with a path
     * @param limit from the connection to the answer
     * @return fails if there is no answer
     */
    CompletionStage<Answer> send(URI server, HttpRequest request, Duration limit);
}
