/**
 * The standalone program: it reads the settings and starts and wires together the parts.
 *
 * <p>It contains no decisions about hosts or runs, and no other package may depend on it: an embedder does without it.
 */
package dev.orchestrator.buildcache.app;
