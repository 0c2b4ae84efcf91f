package dev.orchestrator.buildcache.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the routes are served, and who may use them.
 *
 * @param networkInterface the name or address to listen on
 * @param port 0 to 65535; 0 is any free one
 * @param askTimeout how long a route waits for a reply before it responds with 503
 * @param token required for control; if empty, nobody may control
 * @param protect what else requires the token
 * @param allowedHosts see {@link HostNames}
 */
public record HttpSettings(
        String networkInterface,
        int port,
        Duration askTimeout,
        Optional<String> token,
        Protect protect,
        Set<String> allowedHosts) {

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

    /** In characters: at 6 bits each, too many to guess over a network. */
    public static final int MIN_TOKEN = 16;

    /** By its text alone: a name may resolve to another address tomorrow. */
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|(?:0{0,4}:){1,7}0{0,3}1", Pattern.CASE_INSENSITIVE);

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /**
     * @throws IllegalArgumentException if the token is invalid, too short for an address that others can reach, or missing
     *     while reads are to be protected
     */
    public HttpSettings {
        allowedHosts = Set.copyOf(allowedHosts);
        if (!token.stream().allMatch(HttpSettings::isToken)) {
            throw new IllegalArgumentException("not a token: must be " + TOKEN_ALLOWED);
        }
        if (token.filter(text -> isTooShort(text, networkInterface)).isPresent()) {
            throw new IllegalArgumentException("a token of fewer than " + MIN_TOKEN + " characters, not on loopback");
        }
        if (protect == Protect.ALL && token.isEmpty()) {
            throw new IllegalArgumentException("protect = all needs a token");
        }
    }

    /** Answers to loopback names and addresses only. */
    public HttpSettings(
            String networkInterface, int port, Duration askTimeout, Optional<String> token, Protect protect) {
        this(networkInterface, port, askTimeout, token, protect, Set.of());
    }

    /** Without a token: nobody may control, anyone may read. */
    public HttpSettings(String networkInterface, int port, Duration askTimeout) {
        this(networkInterface, port, askTimeout, Optional.empty(), Protect.CONTROL);
    }

    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** On loopback any token will do: whoever can guess there is already on the machine. */
    public static boolean isTooShort(String token, String networkInterface) {
        return token.length() < MIN_TOKEN && !LOOPBACK.matcher(networkInterface).matches();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "HttpSettings[networkInterface=" + networkInterface + ", port=" + port + ", askTimeout=" + askTimeout
                + ", token=" + (token.isPresent() ? "***" : "none") + ", protect=" + protect
                + ", allowedHosts=" + allowedHosts + "]";
    }
}
