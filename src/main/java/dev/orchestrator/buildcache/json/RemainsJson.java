package dev.orchestrator.buildcache.json;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.orchestrator.buildcache.run.Remains;
import java.util.Map;

/** Why a run removed nothing or little, or what it left. */
public record RemainsJson(String reason, String text, Map<String, ShareJson> stays, Reach younger, ShareJson withAll) {

    /** What a younger age would have taken. */
    public record Reach(String until, @JsonUnwrapped ShareJson share) {}

    static RemainsJson of(Remains remains) {
        return new RemainsJson(
                remains.reason().id(),
                remains.text(),
                ShareJson.of(remains.stays()),
                remains.younger()
                        .map(reach -> new Reach(reach.until().text(), ShareJson.of(reach.share())))
                        .orElse(null),
                remains.withAll().map(ShareJson::of).orElse(null));
    }
}
