package dev.orchestrator.buildcache.notify;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Carries messages to services. */
interface Transport {

    /**
     * Sends the message once and never blocks.
     *
     * @param limit of the whole exchange, from the connection to the end of the response
     * @return fails if the service did not respond in time; {@link FailureText} says why
     */
    CompletionStage<Response> send(JsonPost post, Duration limit);
}
