package dev.orchestrator.buildcache.ssh;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * The login that ssh reaches, as far as settings tell: equal for all spellings of it. Names that resolve to one address,
 * and what ssh's configuration changes, are known to ssh only.
 *
 * @param user empty for what ssh's configuration says; two logins on one host may each have a Docker Engine of their own
 * @param host a name in lower case without a final dot, or an address in its usual form
 */
public record Destination(Optional<String> user, String host, int port) {
    private static final int SSH_PORT = 22;
    private static final int ADDRESS_PARTS = 4;

    public static Destination of(SshTarget target) {
        return new Destination(target.user(), host(target.host()), target.port().orElse(SSH_PORT));
    }

    private static String host(String text) {
        if (text.contains(":")) {
            return ipv6(text);
        }
        String name = text.toLowerCase(Locale.ROOT);
        String withoutDot = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return ipv4(withoutDot).orElse(withoutDot);
    }

    /** An IPv4 address that is written as IPv6, such as {@code ::ffff:10.0.0.5}, becomes that IPv4 address. */
    private static String ipv6(String text) {
        int zone = text.contains("%") ? text.indexOf('%') : text.length();
        try {
            // With a colon it is never looked up.
            return InetAddress.getByName(text.substring(0, zone)).getHostAddress() + text.substring(zone);
        } catch (UnknownHostException notAnAddress) {
            return text;
        }
    }

    /**
     * Reads the forms of inet_aton(3), as ssh does: parts may be missing, so that 127.1 is 127.0.0.1, and be hexadecimal
     * or, with a leading zero, octal.
     *
     * @return empty if it is a name
     */
    private static Optional<String> ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > ADDRESS_PARTS) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            int bits = i < parts.length - 1 ? Byte.SIZE : Byte.SIZE * (ADDRESS_PARTS - i);
            long part = number(parts[i]);
            if (part < 0 || part >= 1L << bits) {
                return Optional.empty();
            }
            address = address << bits | part;
        }
        return Optional.of("%d.%d.%d.%d"
                .formatted(address >> 24 & 0xff, address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff));
    }

    private static long number(String text) {
        try {
            return Long.decode(text);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
