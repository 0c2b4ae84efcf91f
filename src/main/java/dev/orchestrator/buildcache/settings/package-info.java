/**
 * Reads HOCON and returns validated records. {@link dev.orchestrator.buildcache.settings.Settings} is the only class
 * that the rest of the program needs; nothing else reads configuration.
 *
 * <p>Each section of {@code reference.conf} has its own class, which reads its keys and builds its record: {@code
 * SshSection} an {@code SshTarget}, {@code HttpSection} the {@code HttpSettings}. To add a setting, add its key to
 * {@code reference.conf}, a component to the record, and the line in the section's class that reads it.
 *
 * <p>Reading continues after a bad value: {@code Setting} records the problem and returns the value of {@code
 * reference.conf} instead, so every record can be built at once. After the last section, {@code InvalidSettings} is
 * thrown with all problems, and the records are discarded.
 */
package dev.orchestrator.buildcache.settings;
