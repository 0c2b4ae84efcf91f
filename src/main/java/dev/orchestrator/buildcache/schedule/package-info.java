/**
 * When the next run is due: intervals, cron expressions, retries after failures, and clocks that change.
 *
 * <p>Plain Java: it must not depend on Akka, and does no I/O and reads no clock; time is passed in. Of this project, it
 * may use only {@code value}.
 */
package dev.orchestrator.buildcache.schedule;
