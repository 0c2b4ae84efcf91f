package dev.orchestrator.buildcache.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * How a {@link RealSshd} lets a user in.
 *
 * @param program the login shell
 * @param calledAs the name it is started under: bash and BusyBox are the shell that it says
 * @param sh what {@code sh} is there; empty for none
 * @param files what is in the user's home: their names, and their text
 * @param gate the script that the key is limited to; empty for none
 */
record Login(Path program, String calledAs, Optional<Path> sh, Map<String, String> files, Optional<Gate> gate) {
    /** @param permissions such as {@code rwxr-xr-x}; empty where the script isn't where it is said to be */
    record Gate(String script, String permissions) {}

    static final Login PLAIN = of(Path.of("/bin/sh"));

    static Login of(Path shell) {
        return of(shell, shell.getFileName().toString());
    }

    static Login of(Path program, String calledAs) {
        return new Login(program, calledAs, Optional.of(Path.of("/bin/sh")), Map.of(), Optional.empty());
    }

    /** BusyBox is both the login shell and {@code sh}, as in Alpine Linux. */
    static Login busybox() {
        return new Login(Requirements.BUSYBOX, "sh", Optional.of(Requirements.BUSYBOX), Map.of(), Optional.empty());
    }

    Login withFile(String name, String text) {
        return new Login(program, calledAs, sh, Map.of(name, text), gate);
    }

    Login withGate(String script) {
        return withGate(script, "rwxr-xr-x");
    }

    Login withGate(String script, String permissions) {
        return new Login(program, calledAs, sh, files, Optional.of(new Gate(script, permissions)));
    }

    Login withoutSh() {
        return new Login(program, calledAs, Optional.empty(), files, gate);
    }

    /** Under the name that it is called as. */
    Path shell(Path dir) throws IOException {
        if (program.endsWith(calledAs)) {
            return program;
        }
        var copy = Files.createDirectory(dir.resolve("shell")).resolve(calledAs);
        return Files.copy(program, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** The user's home, which belongs to the user. */
    Path home(Path dir, int uid) throws IOException {
        var home = Files.createDirectory(dir.resolve("home-prune"));
        for (var file : files.entrySet()) {
            var path = home.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        try (var all = Files.walk(home)) {
            for (var each : all.toList()) {
                Files.setAttribute(each, "unix:uid", uid);
            }
        }
        return home;
    }

    /** What is before the key in the file of authorized keys. */
    String keyOptions(Path dir) throws IOException {
        if (gate.isEmpty()) {
            return "";
        }
        var file = dir.resolve("gate");
        if (!gate.get().permissions.isEmpty()) {
            Files.writeString(file, gate.get().script);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(gate.get().permissions));
        }
        return "restrict,command=\"" + file + "\" ";
    }
}
