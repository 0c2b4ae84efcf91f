package dev.orchestrator.buildcache.engine;

import java.nio.file.Path;
import java.util.stream.Stream;

/** The Docker Engines that there are tests with, as Debian releases have them. */
public enum EngineVersion {
    /** Of Debian 12, as the machine itself has it; without buildx. */
    ENGINE_20("20.10.", DebianRoot.MACHINE),
    /** Of Debian 13, with buildx 0.13. */
    ENGINE_26("26.", DebianRoot.of("trixie")),
    /** Of Debian 14, with buildx 0.29. */
    ENGINE_28("28.", DebianRoot.of("forky"));

    private final String number;
    private final DebianRoot root;

    EngineVersion(String number, DebianRoot root) {
        this.number = number;
        this.root = root;
    }

    /** What its version number begins with. */
    String number() {
        return number;
    }

    DebianRoot root() {
        return root;
    }

    boolean hasBuildx() {
        return this != ENGINE_20;
    }

    /**
     * The docker programs that a host with this engine may have: the one that came with it, with and without buildx; on this
     * machine itself, another one too if it is installed.
     *
     * @param dir where it may write
     */
    Stream<Cli> clis(Path dir) {
        return hasBuildx()
                ? Stream.of(
                        new Cli(Requirements.DOCKER, root, true),
                        new Cli(Requirements.DOCKER, root.withoutBuildx(), false))
                : Requirements.clisWithoutBuildx(dir).map(program -> new Cli(program, root, false));
    }

    /**
     * A docker that a login finds.
     *
     * @param buildx whether it hands its prunes to buildx
     */
    record Cli(Path program, DebianRoot root, boolean buildx) {
        /** For a login's {@code docker}. */
        String script() {
            return "exec " + program + " \"$@\"";
        }

        @Override
        public String toString() {
            return program + (buildx ? " with buildx" : " without buildx");
        }
    }
}
