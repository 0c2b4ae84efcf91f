/**
 * The closed set of commands that may run on a host, how each one's output is read, and what their failures mean.
 *
 * <p>Plain Java: it must not depend on Akka, and does no I/O and reads no clock. Of this project, it may use only
 * {@code value}.
 */
package dev.orchestrator.buildcache.docker;
