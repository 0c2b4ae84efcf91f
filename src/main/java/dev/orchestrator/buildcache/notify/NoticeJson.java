package dev.orchestrator.buildcache.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.run.Run;
import dev.orchestrator.buildcache.value.ByteSize;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a program is told: all of it. Null is "not known"; times are in ISO-8601 UTC, sizes in bytes and for people. */
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
        json.set("run", of(notice.run()));
        return json;
    }

    private static ObjectNode of(Run run) {
        var outcome = run.outcome();
        return JsonNodeFactory.instance
                .objectNode()
                .put("start", time(run.start()))
                .put("end", time(run.end()))
                .put("duration_s", Seconds.of(run.duration()))
                .put("outcome", outcome.kind().word())
                .put("failure", outcome.failure().map(Failure::word).orElse(null))
                .put("exit_code", outcome.exitCode().orElse(null))
                .put("reclaimed_bytes", outcome.reclaimed().map(ByteSize::bytes).orElse(null))
                .put("reclaimed", outcome.reclaimed().map(ByteSize::human).orElse(null))
                .put("error", outcome.error().orElse(null));
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
