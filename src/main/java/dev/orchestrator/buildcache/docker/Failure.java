package dev.orchestrator.buildcache.docker;

import java.util.Locale;

/** What kind of failure a failed run was; each asks for a different thing to be done about it. */
public enum Failure {
    /** No ssh connection: wrong address, host down, network, firewall, or the connection broke. */
    HOST_UNREACHABLE,
    /** The host's key is not the known one, or not known at all, or could not be recorded. */
    HOST_KEY_REJECTED,
    /** The host did not accept our key or user, or ssh could not use the key. */
    LOGIN_REFUSED,
    /** The key's forced command on the host refused the command, or could not be run. */
    GATE_REFUSED,
    /** The host has no {@code docker} command on the login's PATH. */
    DOCKER_MISSING,
    /** The Docker daemon doesn't answer. */
    DOCKER_NOT_RUNNING,
    /** The login may not use Docker. */
    DOCKER_PERMISSION,
    /** A disk of the host has no space left even for a prune's own notes. */
    DISK_FULL,
    /** Docker did not take the command's flags or filter. */
    BAD_REQUEST,
    /** The local ssh client, or a library of its own, could not be started. */
    SSH_MISSING,
    /** Anything else; the error's text says what. */
    OTHER;

    /** The word for status, logs and docs, such as {@code host-unreachable}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
