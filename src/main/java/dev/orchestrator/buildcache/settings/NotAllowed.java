package dev.orchestrator.buildcache.settings;

/** Thrown for a value that isn't allowed, where what is allowed doesn't say enough. */
final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean secret;

    /** @param why a few words, put before the description of what is allowed */
    NotAllowed(String why) {
        this(why, false);
    }

    /** @param secret whether the value must not be shown, although values of this setting usually are */
    NotAllowed(String why, boolean secret) {
        super(why);
        this.secret = secret;
    }

    boolean isSecret() {
        return secret;
    }
}
