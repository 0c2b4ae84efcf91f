/**
 * HOCON in, validated records out. {@link dev.orchestrator.buildcache.settings.Settings} is the only class that the
 * rest of the program needs; nothing else reads configuration.
 *
 * <p>Each section of {@code reference.conf} has a class of its own that reads its keys and builds its record: {@code
 * SshSection} an {@code SshTarget}, {@code HttpSection} the {@code HttpSettings}. To add a setting, add its key to
 * {@code reference.conf}, a component to the record, and the line in the section's class that reads it.
 *
 * <p>A bad value doesn't end the reading: {@code Setting} records the problem and returns the value of {@code
 * reference.conf} instead, so every record can be built at once. After the last section, {@code InvalidSettings} is
 * thrown with all problems, and what was built is dropped.
 */
package dev.orchestrator.buildcache.settings;
