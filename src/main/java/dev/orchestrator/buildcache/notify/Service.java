package dev.orchestrator.buildcache.notify;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A service that delivers messages to people or programs. */
public sealed interface Service permits Telegram, SlackWebhook, JsonWebhook {

    /** The word for settings, such as {@code telegram}. */
    String type();

    /** The request that sends the message. */
    JsonPost request(Digest message);

    /** Texts that must never be shown, not even as part of an error. */
    Set<String> secrets();

    /** How long the service asks to wait before the next request, if it says so in the text of a response. */
    default Optional<Duration> retryAfter(String text) {
        return Optional.empty();
    }

    /** Where messages are sent from now on, if the text of a response says that the recipient has moved. */
    default Optional<Service> moved(String text) {
        return Optional.empty();
    }
}
