package dev.orchestrator.buildcache.http;

/** {@code GET /health/live} and {@code /health/ready}. */
record Health(String status) {
    static final Health LIVE = new Health("live");
    static final Health READY = new Health("ready");
}
