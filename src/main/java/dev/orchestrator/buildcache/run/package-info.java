/**
 * A run on one host: its policy, its steps, its outcome, and the statistics over runs.
 *
 * <p>Plain Java: it must not depend on Akka, and does no I/O and reads no clock; time is passed in. Of this project, it
 * may use only {@code docker} and {@code value}. How a command reaches the host is the business of {@code ssh}.
 */
package dev.orchestrator.buildcache.run;
