package dev.orchestrator.buildcache.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the status is served, and who may do what there.
 *
 * @param networkInterface the name or address to listen on
 * @param port 0 to 65535; 0 is any free one
 * @param askTimeout how long a route waits for the pruner
 * @param token whoever shows it may control; empty: nobody may
 * @param protect what the token is needed for
 */
public record HttpSettings(
        String networkInterface, int port, Duration askTimeout, Optional<String> token, Protect protect) {

    public enum Protect {
        /** Whatever changes something; reads are open. */
        CONTROL,
        /** Reads too; but not whether the program is well, and not the page's files, which hold nothing. */
        ALL;

        /** The word as the settings have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Protect> of(String word) {
            return Arrays.stream(values()).filter(p -> p.word().equals(word)).findFirst();
        }
    }

    /** Akka HTTP itself gives up on a request after 20 s; an error of ours must come before. */
    public static final Duration MAX_ASK_TIMEOUT = Duration.ofSeconds(15);

    public static final String TOKEN_ALLOWED =
            "a bearer token: letters, digits and . _ ~ + / -, at the end also = (RFC 6750)";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** @throws IllegalArgumentException if the token can't be one, or reads are to be protected without one */
    public HttpSettings {
        if (!token.stream().allMatch(HttpSettings::isToken)) {
            throw new IllegalArgumentException("not a token: must be " + TOKEN_ALLOWED);
        }
        if (protect == Protect.ALL && token.isEmpty()) {
            throw new IllegalArgumentException("nobody could read: there is no token");
        }
    }

    /** Nobody may control, everybody who reaches it may read. */
    public HttpSettings(String networkInterface, int port, Duration askTimeout) {
        this(networkInterface, port, askTimeout, Optional.empty(), Protect.CONTROL);
    }

    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "HttpSettings[networkInterface=" + networkInterface + ", port=" + port + ", askTimeout=" + askTimeout
                + ", token=" + (token.isPresent() ? "***" : "none") + ", protect=" + protect + "]";
    }
}
