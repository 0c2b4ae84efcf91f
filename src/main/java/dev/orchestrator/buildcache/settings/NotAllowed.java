package dev.orchestrator.buildcache.settings;

/** Thrown for a value that isn't allowed, where what is allowed doesn't say enough. */
final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param why a few words for the message, put before what is allowed; empty: none */
    NotAllowed(String why) {
        super(why);
    }

    /** The reason, if there is one, and what is allowed. */
    String problem(String allowed) {
        return (getMessage().isEmpty() ? "" : getMessage() + "; ") + "must be " + allowed;
    }
}
