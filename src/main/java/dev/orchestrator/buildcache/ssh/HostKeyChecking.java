package dev.orchestrator.buildcache.ssh;

import java.util.Arrays;
import java.util.Optional;

/** How ssh checks the host's key: ssh_config(5), {@code StrictHostKeyChecking}. */
public enum HostKeyChecking {
    /** Only known keys. */
    YES("yes"),
    /** Known keys, and the first one that a host ever shows (OpenSSH 7.6 and later). */
    ACCEPT_NEW("accept-new"),
    /** Any key. A man in the middle can read the connection and answer in the host's name. */
    NO("no");

    private final String word;

    HostKeyChecking(String word) {
        this.word = word;
    }

    /** The word as ssh and the settings have it. */
    public String word() {
        return word;
    }

    public static Optional<HostKeyChecking> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }
}
