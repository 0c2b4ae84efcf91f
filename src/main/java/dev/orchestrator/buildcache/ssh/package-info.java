/**
 * The way to a host: the ssh target, the ssh process, and the actor that owns the process and ends it.
 *
 * <p>The only package that starts processes. It carries commands and returns their output, but must not depend on
 * {@code run} or {@code schedule}: which command comes next, and when, is not decided here.
 */
package dev.orchestrator.buildcache.ssh;
