package dev.orchestrator.buildcache.json;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.Preview;
import java.util.Map;

/**
 * What a run would remove now, and what stays, by reason.
 *
 * @param until null for any age
 * @param atLeast the same as {@code takes}, unless chains are not completed
 */
public record PreviewJson(
        String host,
        String until,
        boolean all,
        ShareJson takes,
        ShareJson atLeast,
        Map<String, ShareJson> stays,
        ShareJson cache) {

    public static PreviewJson of(String host, Preview preview) {
        return new PreviewJson(
                host,
                preview.until().map(Age::text).orElse(null),
                preview.all(),
                ShareJson.of(preview.takes()),
                ShareJson.of(preview.atLeast()),
                ShareJson.of(preview.stays()),
                ShareJson.of(preview.cache()));
    }
}
