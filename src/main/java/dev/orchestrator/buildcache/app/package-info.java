/**
 * The standalone program: it reads the settings, and starts and connects the parts.
 *
 * <p>It contains no decisions about hosts or runs, and no other package may depend on it: embedders don't need it.
 */
package dev.orchestrator.buildcache.app;
