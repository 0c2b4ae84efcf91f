package dev.orchestrator.buildcache.notify;

import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends messages over HTTP/1.1. It follows no redirects and repeats no request; one client serves all channels.
 *
 * <p>The status alone tells whether a message was accepted. If it was, the rest of the response is not read.
 */
final class HttpTransport implements Transport {
    private static final String RETRY_SWITCH = "jdk.httpclient.disableRetryConnect";

    static {
        // Otherwise the JDK repeats a failed connect on the closed socket, and that second failure hides the reason.
        if (System.getProperty(RETRY_SWITCH) == null) {
            System.setProperty(RETRY_SWITCH, "true");
        }
    }

    private final HttpClient client;
    private final InstantSource clock;

    /** @param clock for dates in {@code Retry-After} */
    HttpTransport(ProxySelector proxies, InstantSource clock) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies)
                .build();
        this.clock = clock;
    }

    @Override
    public CompletionStage<Response> send(JsonPost post, Duration limit) {
        var head = new AtomicReference<Response>();
        var exchange = client.sendAsync(request(post), info -> {
            head.set(head(info));
            return head.get().isAccepted() ? new BoundedText(0) : new BoundedText(Response.TEXT_LIMIT);
        });
        return exchange.thenApply(response -> head.get().withText(text(response)))
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> {
                    if (failure != null) {
                        // Closes the connection, also in the middle of a body.
                        exchange.cancel(true);
                    }
                })
                .exceptionallyCompose(failure -> head.get() == null
                        ? CompletableFuture.failedFuture(failure)
                        : CompletableFuture.completedFuture(head.get()));
    }

    /** For a redirect, where it points to instead of what it says: without a login and a query, which may hold secrets. */
    private static String text(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Location")
                .filter(location -> response.statusCode() / 100 == 3)
                .map(location -> "moved to " + location.replaceAll("[?#].*", "").replaceFirst("//[^/]*@", "//"))
                .orElse(response.body());
    }

    private static HttpRequest request(JsonPost post) {
        var request = HttpRequest.newBuilder(post.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "build-cache-pruner")
                .POST(HttpRequest.BodyPublishers.ofString(post.json(), StandardCharsets.UTF_8));
        post.headers().forEach(request::header);
        return request.build();
    }

    private Response head(HttpResponse.ResponseInfo info) {
        var retryAfter =
                info.headers().firstValue("Retry-After").flatMap(value -> RetryAfter.parse(value, clock.instant()));
        return new Response(info.statusCode(), retryAfter, "");
    }
}
