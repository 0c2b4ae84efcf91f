/** {@code GET /}: the status page, from files in the jar. */
package dev.orchestrator.buildcache.http.page;
