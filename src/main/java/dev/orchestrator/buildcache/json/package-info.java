/**
 * One description of a run, a host and a fleet as JSON: for the routes, the events and the webhooks alike. The keys are
 * public; {@code openapi.json} describes them.
 *
 * <p>It must not depend on {@code http}, {@code notify}, {@code settings} or {@code app}.
 */
package dev.orchestrator.buildcache.json;
