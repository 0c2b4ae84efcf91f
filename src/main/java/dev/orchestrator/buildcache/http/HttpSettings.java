package dev.orchestrator.buildcache.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the routes are served, and who may use them.
 *
 * @param networkInterface the name or address to listen on
 * @param port 0 to 65535; 0 is any free one
 * @param askTimeout how long a route waits for a reply before it responds with 503
 * @param token required for control; if empty, nobody may control
 * @param protect what else requires the token
 */
public record HttpSettings(
        String networkInterface, int port, Duration askTimeout, Optional<String> token, Protect protect) {

    public enum Protect {
        /** Only control requires the token. */
        CONTROL,
        /** Reads require it too, except {@code /health} and the page's files, which contain no data. */
        ALL;

        /** As written in the settings. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Protect> of(String word) {
            return Arrays.stream(values()).filter(p -> p.word().equals(word)).findFirst();
        }
    }

    /** Akka HTTP responds to a request itself after 20 s; our error must be earlier. */
    public static final Duration MAX_ASK_TIMEOUT = Duration.ofSeconds(15);

    public static final String TOKEN_ALLOWED =
            "a bearer token: letters, digits and . _ ~ + / -, at the end also = (RFC 6750)";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** @throws IllegalArgumentException if the token is invalid, or missing while reads are to be protected */
    public HttpSettings {
        if (!token.stream().allMatch(HttpSettings::isToken)) {
            throw new IllegalArgumentException("not a token: must be " + TOKEN_ALLOWED);
        }
        if (protect == Protect.ALL && token.isEmpty()) {
            throw new IllegalArgumentException("protect = all needs a token");
        }
    }

    /** Without a token: nobody may control, anyone may read. */
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
