package dev.orchestrator.buildcache.json;

/**
 * How a channel of alerts delivers; never with a secret.
 *
 * @param type such as {@code slack}
 * @param delivering false if the last attempt to send a message failed
 * @param delivered alerts since the start
 * @param undelivered alerts since the start that were dropped
 * @param lastError why the last attempt failed; null if it didn't
 */
public record ChannelJson(
        String name, String type, boolean delivering, long delivered, long undelivered, String lastError) {

    /** A channel that has sent nothing yet. */
    public static ChannelJson fresh(String name, String type) {
        return new ChannelJson(name, type, true, 0, 0, null);
    }

    /** After a message with this number of alerts was delivered. */
    public ChannelJson delivered(int alerts) {
        return new ChannelJson(name, type, true, delivered + alerts, undelivered, null);
    }

    /** To compare two states: without the count that only grows while all is well. */
    public ChannelJson withoutDelivered() {
        return new ChannelJson(name, type, delivering, 0, undelivered, lastError);
    }

    /** After an attempt failed. */
    public ChannelJson failed(String why) {
        return new ChannelJson(name, type, false, delivered, undelivered, why);
    }

    /** After a message with this number of alerts was given up. */
    public ChannelJson dropped(int alerts) {
        return new ChannelJson(name, type, delivering, delivered, undelivered + alerts, lastError);
    }
}
