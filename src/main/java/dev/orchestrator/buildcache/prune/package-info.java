/**
 * The decisions, as pure functions over values: what to run on a host, when, and what came back.
 *
 * <p>Nothing here knows Akka, does I/O or reads a clock; tables test it.
 */
package dev.orchestrator.buildcache.prune;
