package dev.orchestrator.buildcache.testkit;

import dev.orchestrator.buildcache.ssh.SshTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A shell script instead of the ssh client, for behaviour that a real one can't be made to show. */
public final class ShellScript {
    private ShellScript() {}

    /** A target whose ssh client is this script. */
    public static SshTarget target(Path folder, String... lines) {
        var script = folder.resolve("ssh-" + System.nanoTime());
        try {
            Files.writeString(script, "#!/bin/sh\ncd \"${0%/*}\"\n" + String.join("\n", lines) + "\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return targetWithProgram(script.toString());
    }

    public static SshTarget targetWithProgram(String program) {
        return SshTarget.to("build-01").withProgram(program);
    }
}
