/**
 * Small values that every other package may use: sizes, seconds, one-line texts.
 *
 * <p>Plain Java: it must not depend on any other package of this project, on Akka, I/O or a clock.
 */
package dev.orchestrator.buildcache.value;
