/**
 * The HTTP routes: status, control, health, events, metrics and the page.
 *
 * <p>Constructing a route starts nothing; actors are started by {@code app} or the embedder and passed in. It must not
 * depend on {@code notify}, {@code settings} or {@code app}, and must not read configuration.
 */
package dev.orchestrator.buildcache.http;
