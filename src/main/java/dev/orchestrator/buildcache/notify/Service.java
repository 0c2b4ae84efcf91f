package dev.orchestrator.buildcache.notify;

import akka.http.javadsl.model.HttpRequest;
import java.net.URI;
import java.util.Set;

/** Who passes our messages on, and how it wants them. */
public sealed interface Service permits Telegram, SlackWebhook, JsonWebhook {

    /** The word for settings, such as {@code telegram}. */
    String type();

    /** Where it is: only the scheme, the host and the port count. */
    URI server();

    /** The request, without the server's address, that passes the message on. */
    HttpRequest request(Digest message);

    /** What must not be seen, not even in the text of a failure. */
    Set<String> secrets();
}
