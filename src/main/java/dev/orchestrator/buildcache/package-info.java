/**
 * The actor that prunes one host, and what an embedder needs to run it: settings, status and events.
 *
 * <p>{@code Pruner} decides when to run and keeps the state; what a run does is decided in {@code run} and
 * {@code docker}. This package must not depend on {@code fleet}, {@code http}, {@code notify}, {@code json} or
 * {@code settings}: a pruner doesn't know about other pruners, or about the users of its events.
 */
package dev.orchestrator.buildcache;
