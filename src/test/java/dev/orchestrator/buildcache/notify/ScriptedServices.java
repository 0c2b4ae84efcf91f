package dev.orchestrator.buildcache.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Replaces HTTP: services, told apart by their host, that accept every message unless the test says otherwise. */
final class ScriptedServices implements Transport {
    static final Response ACCEPTED = new Response(200, Optional.empty(), "");

    /** What was accepted, as {@code service: text}. */
    final List<String> delivered = new ArrayList<>();

    /** Every request, as {@code service: text}. */
    final List<String> requests = new ArrayList<>();

    private final Set<String> down = new HashSet<>();
    private final Set<String> silent = new HashSet<>();

    /** Answers 503 from now on. */
    void goesDown(String service) {
        down.add(service);
    }

    /** Answers nothing from now on. */
    void fallsSilent(String service) {
        silent.add(service);
    }

    void comesBack(String service) {
        down.remove(service);
    }

    /** Slack's format, with this digest and five tries. */
    static Channel channel(String service, Duration digest) {
        var slack = new SlackWebhook(new WebhookUrl(URI.create("http://" + service + "/x")));
        var channel = Channel.of(service, slack);
        return new Channel(service, slack, channel.kinds(), channel.hosts(), Delivery.inDigests(digest));
    }

    @Override
    public CompletionStage<Response> send(JsonPost post, Duration limit) {
        String service = post.url().getHost();
        String what = service + ": " + text(post.json());
        requests.add(what);
        if (silent.contains(service)) {
            return new CompletableFuture<>();
        }
        if (down.contains(service)) {
            return CompletableFuture.completedFuture(new Response(503, Optional.empty(), "down"));
        }
        delivered.add(what);
        return CompletableFuture.completedFuture(ACCEPTED);
    }

    private static String text(String body) {
        try {
            return new ObjectMapper().readTree(body).get("text").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
