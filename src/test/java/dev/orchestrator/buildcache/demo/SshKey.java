package dev.orchestrator.buildcache.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/** A fresh ed25519 key, for a login or a host, in the forms in which the {@code ssh} client reads it. */
public record SshKey(KeyPair pair) {

    public static SshKey generate() {
        try {
            return new SshKey(KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ed25519 needs the eddsa library on the classpath", e);
        }
    }

    boolean is(PublicKey other) {
        return KeyUtils.compareKeys(pair.getPublic(), other);
    }

    /** Writes the private key to a new file that only its owner can read: ssh takes no other. */
    public Path writeTo(Path file) {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.createFile(file, ownerOnly);
            try (var out = Files.newOutputStream(file)) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "build-cache-pruner", null, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an ed25519 key can always be written", e);
        }
        return file;
    }

    /** The line of a known-hosts file that makes this the key of the host on that port of loopback. */
    public String knownHostsLine(int port) {
        return "[" + EmbeddedSshHost.ADDRESS + "]:" + port + " " + PublicKeyEntry.toString(pair.getPublic()) + "\n";
    }
}
