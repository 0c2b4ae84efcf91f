package dev.orchestrator.buildcache.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.json.Json;
import dev.orchestrator.buildcache.json.RunJson;

/** The body of a webhook request. Null means "not known"; times are ISO-8601 in UTC. */
final class AlertJson {
    private AlertJson() {}

    /** {@code {"events": [...], "more": 0}}, where {@code more} counts the alerts that did not fit into one message. */
    static ObjectNode of(Digest message) {
        var json = JsonNodeFactory.instance.objectNode();
        var events = json.putArray("events");
        message.alerts().forEach(alert -> events.add(of(alert)));
        return json.put("more", message.more());
    }

    private static ObjectNode of(Alert alert) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("event", alert.kind().word())
                .put("host", alert.host())
                .put("text", alert.text());
        if (alert instanceof Alert.Failing failing) {
            json.put("failures_in_a_row", failing.inARow());
        } else if (alert instanceof Alert.Reclaimed reclaimed) {
            json.put("until", reclaimed.until().map(Age::text).orElse(""));
        }
        json.set("run", Json.tree(RunJson.of(alert.run())));
        return json;
    }
}
