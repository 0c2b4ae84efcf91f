/** {@code GET /api/events}: what happens to the hosts, as server-sent events. */
package dev.orchestrator.buildcache.http.events;
