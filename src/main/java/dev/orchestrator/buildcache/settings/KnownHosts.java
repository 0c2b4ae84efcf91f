package dev.orchestrator.buildcache.settings;

import dev.orchestrator.buildcache.ssh.HostKeyChecking;
import dev.orchestrator.buildcache.ssh.SshTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where ssh records the keys of hosts. accept-new promises that the first key of a host is the only one that is ever
 * accepted; where ssh can't record it, any other one would be accepted too, without a word.
 */
final class KnownHosts {
    private static final String KEY = "ssh.known-hosts-file";
    private static final String READ = "a readable file: " + SshTarget.PATH_ALLOWED;
    private static final String RECORDED =
            "a file that can be written, or created in a folder that can be written: " + SshTarget.PATH_ALLOWED;

    private KnownHosts() {}

    /**
     * The file that the settings name; empty for ssh's own.
     *
     * @param isUsed whether there is a host
     */
    static Optional<String> read(SettingsReader read, HostKeyChecking checking, boolean isUsed) {
        return read(read, checking, isUsed, home());
    }

    static Optional<String> read(SettingsReader read, HostKeyChecking checking, boolean isUsed, Path home) {
        var file = checking == HostKeyChecking.YES
                ? read.setting(KEY).optional(READ, Rules::readable)
                : read.setting(KEY)
                        .optional(
                                RECORDED,
                                text -> Rules.valid(path -> isRecorded(path, checking, home))
                                        .apply(Rules.inHome(text)));
        if (isUsed && file.isEmpty() && checking == HostKeyChecking.ACCEPT_NEW && !canRecordIn(home)) {
            read.problem(
                    KEY,
                    "ssh.host-key-checking",
                    "is empty, and under accept-new ssh has to record keys in " + home.resolve(".ssh")
                            + ", which can't be written: must be " + RECORDED
                            + "; or set ssh.host-key-checking = yes");
        }
        return file;
    }

    private static boolean isRecorded(String text, HostKeyChecking checking, Path home) {
        if (!SshTarget.isPath(text)) {
            return false;
        }
        var path = Path.of(text).toAbsolutePath();
        if (Files.exists(path)) {
            return Files.isRegularFile(path)
                    && Files.isReadable(path)
                    && (checking == HostKeyChecking.NO || Files.isWritable(path));
        }
        var folder = path.getParent();
        return isWritableFolder(folder) || (folder.equals(home.resolve(".ssh")) && canRecordIn(home));
    }

    /** ssh creates the folder {@code .ssh} of a home, and no other one. A file that it can't write shows in a run. */
    static boolean canRecordIn(Path home) {
        var folder = home.resolve(".ssh");
        return isWritableFolder(Files.exists(folder) ? folder : home);
    }

    private static boolean isWritableFolder(Path path) {
        return Files.isDirectory(path) && Files.isWritable(path);
    }

    /** Where ssh looks: in passwd, not at HOME. So does Java (user.home), but not for a home of {@code /}. */
    private static Path home() {
        return home(Path.of("/etc/passwd"), System.getProperty("user.name"))
                .orElseGet(() -> Path.of(System.getProperty("user.home")));
    }

    /** @return empty if the user is not in this file: there are other sources, see nsswitch.conf(5) */
    static Optional<Path> home(Path passwd, String user) {
        try (var lines = Files.lines(passwd, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length == 7 && fields[0].equals(user))
                    .map(fields -> Path.of(fields[5].isEmpty() ? "/" : fields[5]))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
