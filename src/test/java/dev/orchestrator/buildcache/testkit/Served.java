package dev.orchestrator.buildcache.testkit;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Routes on a real port, called with the JDK's HTTP client, which is independent of the server. */
public final class Served implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerBinding binding;
    private String[] headers = {};

    public Served(ActorSystem<?> system, Route route) throws Exception {
        binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bind(route)
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** One that waits for a message as long as a busy machine may need. */
    public static ActorTestKit patientKit() {
        return ActorTestKit.create(ConfigFactory.parseString("akka.actor.testkit.typed.single-expect-default = 20s"));
    }

    /** Adds these headers to every later request. */
    public Served with(String... headers) {
        this.headers = headers;
        return this;
    }

    public InetSocketAddress address() {
        return binding.localAddress();
    }

    public HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    public HttpResponse<String> post(String path) throws Exception {
        return send("POST", path, "");
    }

    public HttpResponse<String> send(String method, String path, String body) throws Exception {
        return sendAsync(method, path, body).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits for the start of the response, not for its end. */
    public HttpResponse<InputStream> open(String path) throws Exception {
        return openAsync("GET", path, "").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    public CompletableFuture<HttpResponse<InputStream>> openAsync(String method, String path, String body) {
        return CLIENT.sendAsync(request(method, path, body), BodyHandlers.ofInputStream());
    }

    /** Each request has its own connection: a server that rejects a body closes its connection. */
    public CompletableFuture<HttpResponse<String>> sendAsync(String method, String path, String body) {
        return HttpClient.newHttpClient().sendAsync(request(method, path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String body) {
        var uri = URI.create("http://127.0.0.1:" + address().getPort() + path);
        var request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    public static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    public static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    @Override
    public void close() {
        binding.terminate(Duration.ofMillis(1))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
