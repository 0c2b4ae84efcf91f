/**
 * What is in a host's build cache, what a prune by age takes of it, and what an engine left behind.
 *
 * <p>Plain Java: it must not depend on Akka, and does no I/O and reads no clock. Of this project, it may use only
 * {@code value}.
 */
package dev.orchestrator.buildcache.cache;
