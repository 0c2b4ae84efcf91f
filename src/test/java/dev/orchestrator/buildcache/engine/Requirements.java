package dev.orchestrator.buildcache.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What a machine needs to run a real Docker Engine behind a real sshd. Where something is missing the tests are skipped,
 * and say what; with {@code REQUIRE_REAL_ENGINE=true} in the environment that is a failure.
 */
final class Requirements {
    /** As Debian's {@code docker.io} has them. */
    static final Path DOCKERD = Path.of("/usr/sbin/dockerd");

    static final Path DOCKER = Path.of("/usr/bin/docker");
    static final Path SSHD = Path.of("/usr/sbin/sshd");
    static final Path PODMAN = Path.of("/usr/bin/podman");
    static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final Path SSH = Path.of("/usr/bin/ssh");
    private static final Path SSH_KEYGEN = Path.of("/usr/bin/ssh-keygen");

    private Requirements() {}

    /**
     * Whether there can be this engine, and a real sshd.
     *
     * @param dir where it may write
     */
    static void areMet(EngineVersion engine, Path dir) {
        var missing = missing(dir, List.of(DOCKERD, DOCKER, SSHD, SSH, SSH_KEYGEN, BUSYBOX));
        if (missing.isEmpty() && !isStatic(BUSYBOX)) {
            missing.add("a static " + BUSYBOX);
        }
        if (missing.isEmpty() && !engine.hasBuildx() && hasBuildx(dir, DOCKER)) {
            missing.add("a " + DOCKER + " without buildx");
        }
        if (!engine.root().isThere()) {
            missing.add("a Debian root " + engine.root().path() + " (see .ci/make-roots)");
        }
        areMet(missing);
    }

    /**
     * Whether there can be a real sshd, with these login shells; no engine is needed.
     *
     * @param dir where it may write
     */
    static void areMetForLogins(Path dir, List<Path> shells) {
        areMet(missing(
                dir,
                Stream.concat(Stream.of(SSHD, SSH, SSH_KEYGEN), shells.stream()).toList()));
    }

    private static List<String> missing(Path dir, List<Path> programs) {
        var missing = new ArrayList<String>();
        if (!isRoot()) {
            missing.add("root");
        } else if (!succeeds(dir, PrivateServer.unshare("true"))) {
            missing.add("namespaces (unshare --mount --pid)");
        }
        programs.stream()
                .filter(program -> !Files.isExecutable(program))
                .map(Path::toString)
                .forEach(missing::add);
        return missing;
    }

    static void isThere(Path program) {
        areMet(Files.isExecutable(program) ? List.of() : List.of(program.toString()));
    }

    /** This machine's: the one that came with its engine, and another one if there is one. */
    static Stream<Path> clisWithoutBuildx(Path dir) {
        return Stream.of(DOCKER, Path.of("/usr/local/bin/docker"))
                .filter(Files::isExecutable)
                .filter(cli -> !hasBuildx(dir, cli));
    }

    /** Whether this CLI hands a prune to buildx. */
    private static boolean hasBuildx(Path dir, Path docker) {
        return succeeds(dir, List.of(docker.toString(), "buildx", "version"));
    }

    private static void areMet(List<String> missing) {
        if (missing.isEmpty()) {
            return;
        }
        String reason = "no test against a real sshd or Docker Engine here; missing: " + String.join(", ", missing);
        if (Boolean.parseBoolean(System.getenv("REQUIRE_REAL_ENGINE"))) {
            throw new AssertionError("REQUIRE_REAL_ENGINE=true, but " + reason);
        }
        // Maven's summary has only a number for what was skipped.
        System.err.println("SKIPPED: " + reason);
        Assumptions.abort(reason);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Images here hold nothing else, so no dynamic loader either. */
    private static boolean isStatic(Path program) {
        try {
            return !Files.readString(program, StandardCharsets.ISO_8859_1).contains("/ld-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean succeeds(Path dir, List<String> commandLine) {
        try {
            new LocalCommands(dir, Map.of()).run(commandLine);
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }
}
