package dev.orchestrator.buildcache.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.orchestrator.buildcache.testkit.Served;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The document that describes the routes. */
final class OpenApi {
    /** @param response that the document gives for it */
    record Described(String method, String path, int status, JsonNode response) {
        @Override
        public String toString() {
            return method + " " + path + " " + status;
        }

        boolean isControl() {
            return method.equals("POST");
        }

        /** The name of the schema of its JSON; empty if it has none. */
        String schema() {
            return response.at("/content/application~1json/schema")
                    .path("$ref")
                    .asText()
                    .replace(SCHEMAS, "");
        }
    }

    private static final String SCHEMAS = "#/components/schemas/";
    private static final String BASE = "https://example.org/openapi.json";
    static final String TEXT = text();
    private static final JsonNode DOCUMENT = parsed(TEXT);
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDialect(Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(BASE, TEXT)));

    private OpenApi() {}

    /** Every path, method and status. */
    static Stream<Described> everything() {
        var all = new ArrayList<Described>();
        for (var path : DOCUMENT.get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                for (var response : operation.getValue().path("responses").properties()) {
                    all.add(new Described(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            Integer.parseInt(response.getKey()),
                            resolved(response.getValue())));
                }
            }
        }
        return all.stream();
    }

    static Stream<String> paths() {
        return DOCUMENT.get("paths").propertyStream().map(Map.Entry::getKey);
    }

    static boolean describes(String method, String path) {
        return DOCUMENT.get("paths").get(path).has(method.toLowerCase(Locale.ROOT));
    }

    /** What doesn't fit the schema of this name. */
    static List<String> problems(String schema, String json) {
        return REGISTRY.getSchema(SchemaLocation.of(BASE + SCHEMAS + schema)).validate(parsed(json)).stream()
                .map(Object::toString)
                .toList();
    }

    /** The strings of an array under the schemas. */
    static List<String> words(String pointer) {
        return DOCUMENT.at("/components/schemas" + pointer)
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static JsonNode parsed(String json) {
        try {
            return Served.json(json);
        } catch (Exception e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static String text() {
        try (InputStream in = FleetRoutes.class.getResourceAsStream("openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
