package dev.orchestrator.buildcache.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.value.OneLine;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Tells from {@code docker version} whether a host is safe to prune.
 *
 * <p>Only Docker Engine is. Under Podman's {@code docker} alias {@code builder prune} is {@code image prune}
 * (containers/podman, {@code cmd/podman/images/buildx.go}): it would delete images. Docker Engine names {@code Engine} as
 * the first component of its server side. Podman's own client names no server at all. Docker's client puts an
 * {@code Engine} after the components of any other server (docker/cli, {@code cli/command/system/version.go}), so one
 * that isn't first says nothing.
 */
public final class Preflight {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 120;

    private Preflight() {}

    /**
     * @param stdout what {@link RemoteCommand.DockerVersion} wrote; lines around the JSON, such as a login banner, are
     *     passed over
     * @return why the host must not be pruned; empty if it is Docker Engine
     */
    public static Optional<String> objection(String stdout) {
        if (stdout.toLowerCase(Locale.ROOT).contains("podman")) {
            return Optional.of("its docker is Podman, where this command deletes images");
        }
        var version = stdout.lines()
                .filter(line -> line.startsWith("{"))
                .map(Preflight::parse)
                .flatMap(Optional::stream)
                .findFirst();
        if (version.isEmpty()) {
            return Optional.of("docker version answered something else than a version: " + shown(stdout));
        }
        var components = version.get().path("Server").path("Components");
        String names = StreamSupport.stream(components.spliterator(), false)
                .map(component -> component.path("Name").asText())
                .collect(Collectors.joining(", "));
        if (components.isEmpty()) {
            return Optional.of("it is not Docker Engine: like Podman, it names no components of a server");
        }
        return components.path(0).path("Name").asText().equals("Engine")
                ? Optional.empty()
                : Optional.of("it is not Docker Engine; its server's components: " + shown(names));
    }

    private static Optional<JsonNode> parse(String line) {
        try {
            return Optional.of(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static String shown(String text) {
        String line = OneLine.of(text, SHOWN);
        return line.isEmpty() ? "(none)" : line;
    }
}
