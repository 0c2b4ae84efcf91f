package dev.orchestrator.buildcache.json;

import dev.orchestrator.buildcache.cache.Share;
import dev.orchestrator.buildcache.cache.Stay;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a build cache.
 *
 * @param records how many records
 * @param bytes their sizes together, by a listing with three digits of each
 * @param errorBytes how far the true sum may be from it, either way
 */
public record ShareJson(int records, long bytes, long errorBytes) {

    static ShareJson of(Share share) {
        return new ShareJson(
                share.records(), share.amount().size().bytes(), share.amount().error());
    }

    /** By reason, in the order in which they apply. */
    static Map<String, ShareJson> of(Map<Stay, Share> stays) {
        var shares = new LinkedHashMap<String, ShareJson>();
        for (var stay : Stay.values()) {
            if (stays.containsKey(stay)) {
                shares.put(stay.id(), of(stays.get(stay)));
            }
        }
        return shares;
    }
}
