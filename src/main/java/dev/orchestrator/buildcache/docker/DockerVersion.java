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
 * Asks a host what its {@code docker} is. Only Docker Engine may be pruned.
 *
 * <p>Under Podman's {@code docker} alias {@code builder prune} is {@code image prune} (containers/podman, {@code
 * cmd/podman/images/buildx.go}): it would delete images. Docker Engine names {@code Engine} as the first component of its
 * server side. Podman's own client names no server at all. Docker's client adds an {@code Engine} after the components of
 * any other server (docker/cli, {@code cli/command/system/version.go}), so only the first component counts.
 */
public record DockerVersion() implements RemoteCommand<DockerVersion.Identity> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 120;

    /**
     * What the host is.
     *
     * @param objection why it must not be pruned; empty if it is Docker Engine
     */
    public record Identity(Optional<String> objection) {
        private static final Identity DOCKER_ENGINE = new Identity(Optional.empty());

        private static Identity not(String objection) {
            return new Identity(Optional.of(objection));
        }
    }

    @Override
    public String line() {
        return "docker version --format " + ShellWord.quote("{{json .}}");
    }

    /** Never empty: an answer that can't be read is an objection too. Lines around the JSON, such as a banner, are skipped. */
    @Override
    public Optional<Identity> read(String stdout) {
        return Optional.of(identity(stdout));
    }

    private static Identity identity(String stdout) {
        if (stdout.toLowerCase(Locale.ROOT).contains("podman")) {
            return Identity.not("its docker is Podman, where this command deletes images");
        }
        var version = stdout.lines()
                .filter(line -> line.startsWith("{"))
                .map(DockerVersion::parse)
                .flatMap(Optional::stream)
                .findFirst();
        if (version.isEmpty()) {
            return Identity.not("docker version answered something else than a version: " + shown(stdout));
        }
        var components = version.get().path("Server").path("Components");
        if (components.isEmpty()) {
            return Identity.not("it is not Docker Engine: like Podman, it names no components of a server");
        }
        if (components.path(0).path("Name").asText().equals("Engine")) {
            return Identity.DOCKER_ENGINE;
        }
        String names = StreamSupport.stream(components.spliterator(), false)
                .map(component -> component.path("Name").asText())
                .collect(Collectors.joining(", "));
        return Identity.not("it is not Docker Engine; its server's components: " + shown(names));
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

    @Override
    public boolean isReadOnly() {
        return true;
    }
}
