package dev.orchestrator.buildcache.docker;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a docker context, which says where a docker client finds its engine. */
public record DockerContext(String name) {
    public static final String ALLOWED =
            "the name of a docker context: up to 128 letters, digits and . _ -, starting with a letter or digit";

    /** The one that follows {@code DOCKER_HOST}, or is the engine of the machine that the client runs on. */
    static final String DEFAULT = "default";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    /** @throws IllegalArgumentException if a shell or docker could read it as anything but a name */
    public DockerContext {
        if (!isName(name)) {
            throw new IllegalArgumentException("not a docker context: must be " + ALLOWED);
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    boolean isDefault() {
        return name.equals(DEFAULT);
    }

    /** The beginning of a command line for this context; without one, for whichever the login uses. */
    static String docker(Optional<DockerContext> context) {
        return context.map(named -> "docker --context " + named.name).orElse("docker");
    }
}
