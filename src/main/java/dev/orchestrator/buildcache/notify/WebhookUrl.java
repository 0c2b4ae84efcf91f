package dev.orchestrator.buildcache.notify;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.Authorization;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A webhook's address: whoever has it can post there, so it is a secret.
 *
 * @param url {@code http} or {@code https}, a host, perhaps a login, a port, a path and a query
 */
public record WebhookUrl(URI url) {
    public static final String ALLOWED = "an http or https address without a fragment";

    /** Shorter parts of a path are not what keeps others out. */
    private static final int SECRET_LENGTH = 6;

    /** @throws IllegalArgumentException if the address can't be used; the text doesn't show it */
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

    /** A request that posts the JSON there, without the server's address. */
    HttpRequest post(String json) {
        var post = HttpRequest.POST(target())
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json.getBytes(StandardCharsets.UTF_8)));
        if (url.getUserInfo() == null) {
            return post;
        }
        var login = url.getUserInfo().split(":", 2);
        return post.addHeader(Authorization.basic(login[0], login.length > 1 ? login[1] : ""));
    }

    private String target() {
        var ascii = URI.create(url.toASCIIString());
        String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    /** The address, its login, and each part of its path and query, as they are and as they are written in it. */
    Set<String> secrets() {
        var secrets = new HashSet<>(Set.of(url.toString(), target()));
        Stream.of(url.getRawPath(), url.getPath(), url.getRawQuery(), url.getQuery(), target())
                .filter(text -> text != null)
                .flatMap(text -> Stream.concat(Stream.of(text), Stream.of(text.split("[/?&=]"))))
                .filter(part -> part.length() >= SECRET_LENGTH)
                .forEach(secrets::add);
        if (url.getUserInfo() != null) {
            var login = url.getUserInfo();
            secrets.add(Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
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
