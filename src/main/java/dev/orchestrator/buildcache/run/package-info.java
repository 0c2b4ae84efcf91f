/**
 * A run on one host: its policy, its steps, its outcome, and the statistics over runs.
 *
 * <p>Plain Java: it must not depend on Akka, and does no I/O and reads no clock; time is passed in. Of this project, it
 * may use only {@code docker} and {@code value}. {@code ssh} handles how a command reaches the host.
 */
package dev.orchestrator.buildcache.run;
