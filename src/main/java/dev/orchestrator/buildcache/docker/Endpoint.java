package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.value.OneLine;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a docker client finds its engine, such as {@code unix:///var/run/docker.sock} or {@code tcp://10.0.0.7:2376}.
 * Only a socket or a pipe of the machine that the client runs on is an engine of that machine; anything else is another
 * one's, whose cache is not ours to prune.
 */
public record Endpoint(String address) {
    /** With this, and the address, a session says on stderr that it runs nothing under such a {@code DOCKER_HOST}. */
    public static final String REFUSED = "build-cache-pruner: DOCKER_HOST is ";

    /** The exit code that goes with {@link #REFUSED}. */
    public static final int REFUSED_CODE = 126;

    private static final Pattern REFUSAL =
            Pattern.compile("(?m)^" + REFUSED.replace(":", "(?: gate)?:") + "([^\\r\\n]*)");
    private static final String PIPE_OF_THIS_MACHINE = "npipe:////./";
    private static final int SHOWN = 120;

    /** The address of {@code DOCKER_HOST}, if the session or our gate ran nothing because of it. */
    public static Optional<Endpoint> refused(Exited exited) {
        return exited.code() == REFUSED_CODE
                ? REFUSAL.matcher(exited.stderr())
                        .results()
                        .findFirst()
                        .map(said -> new Endpoint(said.group(1).strip()))
                : Optional.empty();
    }

    /** Whether it is on the machine that the client runs on. */
    boolean isOfItsMachine() {
        return address.startsWith("unix:") || address.startsWith(PIPE_OF_THIS_MACHINE);
    }

    /**
     * Why nothing must be pruned there.
     *
     * @param owner what has this address, such as {@code DOCKER_HOST}
     */
    public String objection(String owner) {
        return "its " + owner + " is " + OneLine.of(address, SHOWN)
                + ", not an engine of that machine; if it is meant, name its docker context in docker-context";
    }
}
