package dev.orchestrator.buildcache.notify;

import java.net.URI;
import java.util.Map;

/**
 * An HTTP request that posts JSON.
 *
 * @param url where to, without a login
 * @param headers besides the content type
 * @param json the body
 */
record JsonPost(URI url, Map<String, String> headers, String json) {
    JsonPost {
        headers = Map.copyOf(headers);
    }

    /** Without the path, the query and the headers, which hold secrets. */
    @Override
    public String toString() {
        return "JsonPost[" + url.getScheme() + "://" + url.getRawAuthority() + "/***]";
    }
}
