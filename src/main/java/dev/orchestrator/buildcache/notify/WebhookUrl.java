package dev.orchestrator.buildcache.notify;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A webhook's address. Everyone who knows it can post there, so it is a secret.
 *
 * @param url {@code http} or {@code https}, a host, perhaps a login, a port, a path and a query
 */
public record WebhookUrl(URI url) {
    public static final String ALLOWED = "an http or https address without a fragment";

    /** Shorter parts of a path are too short to be secrets, and hiding them would garble other text. */
    private static final int SECRET_LENGTH = 6;

    /** @throws IllegalArgumentException if the address is invalid; the message doesn't show it */
    public WebhookUrl {
        if (!isUrl(url)) {
            throw new IllegalArgumentException("not a webhook's address: must be " + ALLOWED);
        }
    }

    /** Whether it is an http or https address with a host and no fragment. */
    public static boolean isUrl(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getPort() <= 65535
                && url.getPort() != 0
                && url.getRawFragment() == null;
    }

    /** A request that posts the JSON there; the login is sent as a header. */
    JsonPost post(String json) {
        var authorization = url.getUserInfo() == null
                ? Map.<String, String>of()
                : Map.of("Authorization", "Basic " + basicCredentials(url.getUserInfo()));
        return new JsonPost(URI.create(server() + target()), authorization, json);
    }

    private String server() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() >= 0 ? ":" + url.getPort() : "");
    }

    /** RFC 7617: user and password, with a colon between them even if there is no password. */
    private static String basicCredentials(String login) {
        String complete = login.contains(":") ? login : login + ":";
        return Base64.getEncoder().encodeToString(complete.getBytes(StandardCharsets.UTF_8));
    }

    private String target() {
        var ascii = URI.create(url.toASCIIString());
        String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    /** The address, its login, and each part of its path and query, both decoded and as written. */
    Set<String> secrets() {
        var secrets = new HashSet<>(Set.of(url.toString(), target()));
        Stream.of(url.getRawPath(), url.getPath(), url.getRawQuery(), url.getQuery(), target())
                .filter(text -> text != null)
                .flatMap(text -> Stream.concat(Stream.of(text), Stream.of(text.split("[/?&=]"))))
                .filter(part -> part.length() >= SECRET_LENGTH)
                .forEach(secrets::add);
        if (url.getUserInfo() != null) {
            var login = url.getUserInfo();
            secrets.add(basicCredentials(login));
            Stream.of(login, url.getRawUserInfo())
                    .flatMap(text -> Stream.of(text, text.substring(text.indexOf(':') + 1)))
                    .forEach(secrets::add);
        }
        return secrets;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return url.getScheme() + "://" + url.getHost() + "/***";
    }
}
