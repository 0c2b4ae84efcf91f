package dev.orchestrator.buildcache.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.extractRequest;

import akka.http.javadsl.model.Host;
import akka.http.javadsl.model.HttpProtocols;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import dev.orchestrator.buildcache.http.response.Responses;
import dev.orchestrator.buildcache.http.response.SecurityHeaders;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that a server answers to, which protects it from DNS rebinding: a web page whose own name suddenly resolves to
 * the server's address could otherwise read everything, since the browser takes both for the same site. Such a page always
 * has a name, so an address is answered whichever it is.
 *
 * <p>Not part of the routes: it is for whoever binds the port, and knows the names of that server.
 */
public final class HostNames {
    private static final String LOCALHOST = "localhost";

    /** What {@link #isName} allows. */
    public static final String ALLOWED = "host names, without port";

    private static final int LONGEST = 253;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?");

    /** Also as a name: a final dot, which some clients keep, makes it one for Akka. */
    private static final Pattern IPV4 = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");

    private final Set<String> allowed;

    /** @param allowed names besides {@code localhost} and those under it, in any case, with or without a final dot */
    public HostNames(Set<String> allowed) {
        this.allowed = allowed.stream().map(HostNames::canonical).collect(Collectors.toUnmodifiableSet());
    }

    public static boolean isName(String text) {
        return text.length() <= LONGEST
                && Arrays.stream(canonical(text).split("\\.", -1))
                        .allMatch(label -> LABEL.matcher(label).matches());
    }

    /**
     * The routes, for requests to one of these names or to any address. Other requests are a 421 (RFC 9110, 15.5.20), except
     * those under {@code /health}, which tell nothing and are sent by load balancers under any name.
     */
    public Route guard(Route routes) {
        return extractRequest(request -> {
            if (isWithoutHost(request)) {
                return complete(SecurityHeaders.on(
                        Responses.error(StatusCodes.BAD_REQUEST, "a request by HTTP/1.1 needs a Host header")));
            }
            return isForHealth(request) || answersTo(request.getUri().host())
                    ? routes
                    : complete(SecurityHeaders.on(Responses.error(
                            StatusCodes.MISDIRECTED_REQUEST,
                            "this service does not answer to that host name; if it should, add the name to"
                                    + " http.allowed-hosts (ORCH_BUILD_CACHE_PRUNE_HTTP_ALLOWED_HOSTS)")));
        });
    }

    /** HTTP/1.0 has no such header, and {@code service.conf} supplies a default for it; HTTP/1.1 requires it. */
    private static boolean isWithoutHost(HttpRequest request) {
        return request.protocol().equals(HttpProtocols.HTTP_1_1)
                && request.getHeader("host").isEmpty();
    }

    private static boolean isForHealth(HttpRequest request) {
        String path = request.getUri().path();
        return path.equals("/health") || path.startsWith("/health/");
    }

    private boolean answersTo(Host host) {
        if (host.isIPv4() || host.isIPv6()) {
            return true;
        }
        String name = canonical(host.address());
        return name.equals(LOCALHOST)
                || name.endsWith("." + LOCALHOST)
                || IPV4.matcher(name).matches()
                || allowed.contains(name);
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
