/**
 * The JSON of a run, a host and a fleet, shared by the routes, the events and the webhooks. The keys are
 * public; {@code openapi.json} describes them.
 *
 * <p>It must not depend on {@code http}, {@code notify}, {@code settings} or {@code app}.
 */
package dev.orchestrator.buildcache.json;
