package dev.orchestrator.buildcache.notify;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hosts that are reached without a proxy: loopback, and those in the value of {@code NO_PROXY}.
 *
 * <p>Entries are separated by commas or spaces: {@code *} for every host, a domain (with or without a leading dot) for
 * itself and its subdomains, an address, or a network such as {@code 10.0.0.0/8}; {@code :port} limits a domain or an
 * address to that port. No names are resolved.
 */
final class NoProxy {
    private static final Pattern NUMERIC = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f.]*:[0-9a-f:.]*");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]+|\\[.*]):([0-9]{1,5})");

    private final List<String> entries;

    NoProxy(String value) {
        entries = Arrays.stream(value.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    boolean matches(URI url) {
        String host = plain(url.getHost().toLowerCase(Locale.ROOT));
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        return host.equals("localhost")
                || address(host).map(InetAddress::isLoopbackAddress).orElse(false)
                || entries.stream().anyMatch(entry -> matches(entry, host, port));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return isWithin(entry.substring(0, slash), entry.substring(slash + 1), host);
        }
        var withPort = WITH_PORT.matcher(entry);
        if (withPort.matches()) {
            return Integer.parseInt(withPort.group(2)) == port && matchesName(plain(withPort.group(1)), host);
        }
        return matchesName(plain(entry), host);
    }

    private static boolean matchesName(String entry, String host) {
        var address = address(entry);
        if (address.isPresent()) {
            return address.equals(address(host));
        }
        String domain = entry.startsWith(".") ? entry.substring(1) : entry;
        return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    private static boolean isWithin(String network, String prefix, String host) {
        var first = address(plain(network)).map(InetAddress::getAddress);
        var bytes = address(host).map(InetAddress::getAddress);
        if (first.isEmpty() || bytes.isEmpty() || !prefix.matches("[0-9]{1,3}")) {
            return false;
        }
        int bits = Integer.parseInt(prefix);
        if (first.get().length != bytes.get().length || bits > bytes.get().length * 8) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((first.get()[i / 8] & mask) != (bytes.get()[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Without the brackets of an IPv6 address and the final dot of a name. */
    private static String plain(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** The address, if the text is a numeric one. */
    private static Optional<InetAddress> address(String host) {
        if (!NUMERIC.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
