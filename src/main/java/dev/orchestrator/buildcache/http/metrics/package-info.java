/** {@code GET /metrics}: figures for Prometheus. */
package dev.orchestrator.buildcache.http.metrics;
