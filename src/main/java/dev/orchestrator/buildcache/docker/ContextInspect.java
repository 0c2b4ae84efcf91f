package dev.orchestrator.buildcache.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestrator.buildcache.value.Escapes;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a docker client where it finds the engine of a context. With {@code DOCKER_HOST} set, that is what the context
 * {@code default} has (docker/cli, {@code cli/command/context/inspect.go}); only the address is printed, no certificate
 * and no metadata.
 *
 * @param context empty for the one that the login uses
 */
public record ContextInspect(Optional<DockerContext> context) implements RemoteCommand<Endpoint> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ADDRESS = Pattern.compile("\"[a-z][a-z0-9+.-]*:[^\"]*\"$");

    @Override
    public String line() {
        return "docker context inspect --format " + ShellWord.quote("{{json .Endpoints.docker.Host}}")
                + context.map(named -> " " + named.name()).orElse("");
    }

    /** The one line that ends with an address in JSON; the rest may be what a login prints. */
    @Override
    public Optional<Endpoint> read(String stdout) {
        var addresses = Escapes.without(stdout)
                .lines()
                .map(line -> ADDRESS.matcher(line.strip()))
                .filter(Matcher::find)
                .map(Matcher::group)
                .toList();
        return addresses.size() == 1 ? address(addresses.get(0)).map(Endpoint::new) : Optional.empty();
    }

    private static Optional<String> address(String json) {
        try {
            return Optional.of(JSON.readValue(json, String.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether nothing may be pruned without an answer. Not for the default context, and the one of a client that doesn't
     * name it: a gate that compares whole commands may refuse the question, and a client of 18.09 doesn't know it.
     */
    public boolean isRequired() {
        return context.filter(named -> !named.isDefault()).isPresent();
    }

    /** Why nothing must be pruned there; empty if it may. */
    public Optional<String> objection(Optional<Endpoint> answer) {
        if (answer.isEmpty()) {
            return isRequired()
                    ? Optional.of("its " + owner() + " has no address that docker context inspect could tell")
                    : Optional.empty();
        }
        return answer.filter(endpoint -> !endpoint.isOfItsMachine()).map(endpoint -> endpoint.objection(owner()));
    }

    private String owner() {
        return context.filter(named -> isRequired())
                .map(named -> "docker context " + named.name())
                .orElse("DOCKER_HOST or docker context");
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }
}
