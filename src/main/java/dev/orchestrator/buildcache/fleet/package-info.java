/**
 * Several hosts: one {@code Pruner} each, a limit on concurrent runs, and the last state that each host reported.
 *
 * <p>It must not depend on {@code http}, {@code notify}, {@code json} or {@code settings}; they subscribe to its
 * events, or build its settings.
 */
package dev.orchestrator.buildcache.fleet;
