package dev.orchestrator.buildcache.demo;

import dev.orchestrator.buildcache.demo.EmbeddedSshHost.Shell;
import dev.orchestrator.buildcache.docker.DockerVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A host of the demo.
 *
 * @param name as in {@code demo.conf}
 * @param about its condition, shown by the demo
 */
record ToyHost(String name, String about, Shell shell) {
    private static final Duration BUILT_BEFORE = Duration.ofMinutes(1);
    private static final String VERSION_LINE = new DockerVersion().line();

    /** What the client of Docker 28 writes to stdout if the daemon doesn't answer, shortened, and to stderr. */
    static final String VERSION_WITHOUT_DAEMON = """
            {"Client":{"Version":"28.2.2","ApiVersion":"1.50","DefaultAPIVersion":"1.50","Os":"linux","Arch":"amd64",\
            "Context":"default"},"Server":null}
            """;

    static final String NO_DAEMON =
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n";

    /** What the client of Docker 28 gets from the socket of Podman 4.3.1, shortened. */
    static final String VERSION_OF_PODMAN = """
            {"Client":{"Version":"28.2.2","ApiVersion":"1.41","DefaultAPIVersion":"1.50","Os":"linux","Arch":"amd64",\
            "Context":"default"},\
            "Server":{"Platform":{"Name":"linux/amd64/debian-12"},"Components":[\
            {"Name":"Podman Engine","Version":"4.3.1","Details":{"APIVersion":"4.3.1"}},\
            {"Name":"Conmon","Version":"conmon version 2.1.6, commit: unknown","Details":{}},\
            {"Name":"Engine","Version":"4.3.1","Details":{"ApiVersion":"1.41"}}]}}
            """;

    /** Three that succeed, one that fails, and one that is refused. */
    static List<ToyHost> all() {
        return List.of(
                new ToyHost("build-01", "its build cache grows by about 0.25 GB a second", docker(500_000_000)),
                new ToyHost("build-02", "by about 0.01 GB a second", docker(20_000_000)),
                new ToyHost("build-03", "by about 1 GB a second", docker(2_000_000_000)),
                new ToyHost("no-daemon", "its Docker daemon isn't running, so its runs fail", ToyHost::withoutDaemon),
                new ToyHost("podman", "its docker is Podman, so it is refused", ToyHost::podman));
    }

    private static Shell docker(long largestRecord) {
        return new ToyDocker(InstantSource.system(), BUILT_BEFORE, largestRecord);
    }

    /** Whatever needs the daemon fails. */
    static int withoutDaemon(String commandLine, OutputStream stdout, OutputStream stderr) throws IOException {
        if (commandLine.equals(VERSION_LINE)) {
            say(stdout, VERSION_WITHOUT_DAEMON);
        }
        say(stderr, NO_DAEMON);
        return 1;
    }

    /** Identifies as Podman, and would delete images if it received a prune. */
    static int podman(String commandLine, OutputStream stdout, OutputStream stderr) throws IOException {
        if (!commandLine.equals(VERSION_LINE)) {
            throw new IllegalStateException("Podman was told: " + commandLine);
        }
        say(stdout, VERSION_OF_PODMAN);
        return 0;
    }

    private static void say(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
