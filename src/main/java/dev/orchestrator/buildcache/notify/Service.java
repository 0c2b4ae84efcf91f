package dev.orchestrator.buildcache.notify;

import java.util.Set;

/** A service that delivers messages to people or programs. */
public sealed interface Service permits Telegram, SlackWebhook, JsonWebhook {

    /** The word for settings, such as {@code telegram}. */
    String type();

    /** The request that sends the message. */
    JsonPost request(Digest message);

    /** Texts that must never be shown, not even as part of an error. */
    Set<String> secrets();
}
