package dev.orchestrator.buildcache.notify;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Selects the proxy for an address: the JVM's settings ({@code https.proxyHost} and so on) override {@code HTTPS_PROXY},
 * {@code HTTP_PROXY} and {@code NO_PROXY} of the environment; of these, the lower-case name overrides the upper-case one.
 *
 * <p>A proxy is {@code http://host:port}, without a login.
 */
final class Proxies extends ProxySelector {
    private static final Proxy NONE = Proxy.NO_PROXY;
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);

    private final Map<String, Proxy> byScheme = new HashMap<>();
    private final NoProxy exceptions;

    /**
     * @param environment read once
     * @param warn receives a text for each value that can't be used; none contains a login
     */
    static Proxies of(Map<String, String> environment, Consumer<String> warn) {
        return new Proxies(environment, warn);
    }

    private Proxies(Map<String, String> environment, Consumer<String> warn) {
        this.exceptions = new NoProxy(value(environment, "NO_PROXY").orElse(""));
        for (var scheme : List.of("http", "https")) {
            var name = scheme.toUpperCase(Locale.ROOT) + "_PROXY";
            value(environment, name)
                    .flatMap(value -> proxy(name, value, warn))
                    .ifPresent(proxy -> byScheme.put(scheme, proxy));
        }
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Stream.of(name.toLowerCase(Locale.ROOT), name)
                .map(key -> environment.getOrDefault(key, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static Optional<Proxy> proxy(String name, String value, Consumer<String> warn) {
        URI url;
        try {
            url = URI.create(SCHEME.matcher(value).matches() ? value : "http://" + value);
        } catch (IllegalArgumentException e) {
            // Its message quotes the value, which may contain a login.
            url = URI.create("invalid:value");
        }
        if (!"http".equalsIgnoreCase(url.getScheme())
                || url.getHost() == null
                || url.getPort() == 0
                || url.getPort() > 65535) {
            warn.accept(name + " is ignored: must be http://host:port");
            return Optional.empty();
        }
        if (url.getRawUserInfo() != null) {
            warn.accept("the login in " + name + " is ignored: proxies that ask for a login are not supported");
        }
        // Unresolved, so that the client resolves the name for each connection.
        var address = InetSocketAddress.createUnresolved(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
        return Optional.of(new Proxy(Proxy.Type.HTTP, address));
    }

    @Override
    public List<Proxy> select(URI url) {
        var jvm = ProxySelector.getDefault();
        var selected = jvm == null ? List.<Proxy>of() : jvm.select(url);
        if (jvmHasProxy(url.getScheme()) || selected.stream().anyMatch(proxy -> proxy.type() == Proxy.Type.HTTP)) {
            return selected;
        }
        var proxy = byScheme.getOrDefault(url.getScheme(), NONE);
        return List.of(exceptions.matches(url) ? NONE : proxy);
    }

    /** Whether there is a proxy that the JVM's selector may not have selected because this host is an exception. */
    private static boolean jvmHasProxy(String scheme) {
        return Stream.of(scheme + ".proxyHost", "proxyHost")
                .anyMatch(key -> !System.getProperty(key, "").isBlank());
    }

    @Override
    public void connectFailed(URI url, SocketAddress proxy, IOException failure) {
        // The failure reaches the sender, which logs it.
    }
}
