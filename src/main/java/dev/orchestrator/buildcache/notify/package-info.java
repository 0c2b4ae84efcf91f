/**
 * Alerts to people: which event of a host causes an alert, and how each kind of channel delivers it.
 *
 * <p>It must not depend on {@code http}, {@code settings} or {@code app}. Secrets of a channel must not appear in logs
 * or errors.
 */
package dev.orchestrator.buildcache.notify;
