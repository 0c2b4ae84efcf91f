package dev.orchestrator.buildcache.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.json.Json;
import dev.orchestrator.buildcache.json.RunJson;

/** What a program is told: all of it. The run is as under {@code /api}. */
final class NoticeJson {
    private NoticeJson() {}

    /** {@code {"events": [...], "more": 0}}; more than 0 if there were too many for one message. */
    static ObjectNode of(Digest message) {
        var json = JsonNodeFactory.instance.objectNode();
        var events = json.putArray("events");
        message.notices().forEach(notice -> events.add(of(notice)));
        return json.put("more", message.more());
    }

    private static ObjectNode of(Notice notice) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("event", notice.event().word())
                .put("host", notice.host())
                .put("text", notice.text());
        if (notice instanceof Notice.Failing failing) {
            json.put("failures_in_a_row", failing.inARow());
        } else if (notice instanceof Notice.Reclaimed reclaimed) {
            json.put("until", reclaimed.until().map(Age::text).orElse(""));
        }
        json.set("run", Json.tree(RunJson.of(notice.run())));
        return json;
    }
}
