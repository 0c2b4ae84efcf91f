package dev.orchestrator.buildcache.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.value.Escapes;
import dev.orchestrator.buildcache.value.OneLine;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Asks a host what its {@code docker} is. Only Docker Engine may be pruned.
 *
 * <p>Under Podman's {@code docker} alias {@code builder prune} is {@code image prune} (containers/podman, {@code
 * cmd/podman/images/buildx.go}): it would delete images. Docker Engine names {@code Engine} as the first component of its
 * server side. Podman's own client names no server at all. Docker's client adds an {@code Engine} after the components of
 * any other server (docker/cli, {@code cli/command/system/version.go}), so only the first component counts.
 *
 * @param context of the engine; empty for the one that the login uses
 */
public record DockerVersion(Optional<DockerContext> context) implements RemoteCommand<DockerVersion.Identity> {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private static final int SHOWN = 120;
    /** How many places of a line are tried: what a login prints on the answer's line has few braces, if any. */
    private static final int TRIED = 20;

    /**
     * What the host is.
     *
     * @param objection why it must not be pruned; empty if it is Docker Engine
     * @param openQuestion must be asked before it is pruned, since its engine could be another machine's; empty if it is
     *     known not to be, or if the settings name its context
     * @param bannerReports how many lines of the login's own look like the report of a prune
     */
    public record Identity(Optional<String> objection, Optional<ContextInspect> openQuestion, int bannerReports) {
        private static Identity not(String objection) {
            return new Identity(Optional.of(objection), Optional.empty(), 0);
        }

        private static Identity dockerEngine(Optional<ContextInspect> openQuestion) {
            return new Identity(Optional.empty(), openQuestion, 0);
        }

        private Identity after(int bannerReports) {
            return new Identity(objection, openQuestion, bannerReports);
        }
    }

    /** In the docker context that the login uses. */
    public DockerVersion() {
        this(Optional.empty());
    }

    @Override
    public String line() {
        return DockerContext.docker(context) + " version --format " + ShellWord.quote("{{json .}}");
    }

    /**
     * Never empty: an answer that can't be read is an objection too. The answer is the one line that ends with a version:
     * a JSON object with a client or a server. What a login prints before it, even on the same line, is skipped.
     */
    @Override
    public Optional<Identity> read(String stdout) {
        return Optional.of(identity(stdout, false).after(PruneReport.lines(stdout)));
    }

    /** In a session, no command runs under a {@code DOCKER_HOST} of another machine. */
    @Override
    public Optional<Identity> read(CommandResult.Exited exited) {
        return Optional.of(identity(exited.stdout(), exited.framed()).after(PruneReport.lines(exited.stdout())));
    }

    private Identity identity(String stdout, boolean dockerHostIsChecked) {
        if (stdout.toLowerCase(Locale.ROOT).contains("podman")) {
            return Identity.not("its docker is Podman, where this command deletes images");
        }
        var objects = Escapes.without(stdout)
                .lines()
                .map(DockerVersion::objectAtEnd)
                .flatMap(Optional::stream)
                .toList();
        var versions = objects.stream().filter(DockerVersion::isVersion).toList();
        if (objects.isEmpty()) {
            return Identity.not("docker version answered something else than a version: " + shown(stdout));
        } else if (versions.size() > 1) {
            return Identity.not("docker version answered more than one version");
        }
        var version = (versions.isEmpty() ? objects : versions).get(0);
        var components = version.path("Server").path("Components");
        if (components.isEmpty()) {
            return Identity.not("it is not Docker Engine: like Podman, it names no components of a server");
        } else if (components.path(0).path("Name").asText().equals("Engine")) {
            return inUse(version.path("Client"), dockerHostIsChecked);
        }
        String names = StreamSupport.stream(components.spliterator(), false)
                .map(component -> component.path("Name").asText())
                .collect(Collectors.joining(", "));
        return Identity.not("it is not Docker Engine; its server's components: " + shown(names));
    }

    /**
     * Docker Engine, in the context that the client used. Clients before 20.10 don't name it (docker/cli, {@code
     * cli/command/system/version.go}); where {@code DOCKER_HOST} is set, it is the default one.
     */
    private Identity inUse(JsonNode client, boolean dockerHostIsChecked) {
        if (context.filter(named -> !named.isDefault()).isPresent() || client.isMissingNode()) {
            return Identity.dockerEngine(Optional.empty());
        }
        String used = client.path("Context").asText();
        if (used.isEmpty()) {
            return Identity.dockerEngine(Optional.of(new ContextInspect(context)));
        } else if (used.equals(DockerContext.DEFAULT)) {
            return Identity.dockerEngine(
                    dockerHostIsChecked ? Optional.empty() : Optional.of(new ContextInspect(context)));
        }
        return DockerContext.isName(used)
                ? Identity.dockerEngine(Optional.of(new ContextInspect(Optional.of(new DockerContext(used)))))
                : Identity.not("its docker context has a name that is not taken: " + shown(used));
    }

    private static boolean isVersion(JsonNode object) {
        return object.path("Client").isObject() || object.path("Server").isObject();
    }

    /** The line, if it is a JSON object; else the longest version that it ends with. */
    private static Optional<JsonNode> objectAtEnd(String line) {
        String text = line.strip();
        if (!text.endsWith("}")) {
            return Optional.empty();
        }
        return IntStream.range(0, text.length())
                .filter(at -> text.charAt(at) == '{')
                .limit(TRIED)
                .mapToObj(at -> parse(text.substring(at)).filter(object -> at == 0 || isVersion(object)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(JSON.readTree(text));
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
