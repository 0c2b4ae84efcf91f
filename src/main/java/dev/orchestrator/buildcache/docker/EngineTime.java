package dev.orchestrator.buildcache.docker;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks an engine for its time, with nanoseconds: the times of its build cache are by its clock, not by ours. Only this one
 * field is named, since the whole answer could have a proxy's password.
 *
 * @param context of the engine; empty for the one that the login uses
 */
public record EngineTime(Optional<DockerContext> context) implements RemoteCommand<Instant> {
    /** A date, a time with nine digits and an offset have 35. */
    private static final int LONGEST = 40;

    @Override
    public String line() {
        return DockerContext.docker(context) + " info --format " + ShellWord.quote("{{.SystemTime}}");
    }

    /** The one line that is a time as RFC 3339 has it; the rest may be what a login prints. */
    @Override
    public Optional<Instant> read(String stdout) {
        var times = stdout.lines().map(String::strip).flatMap(EngineTime::time).toList();
        return times.size() == 1 ? Optional.of(times.get(0)) : Optional.empty();
    }

    private static Stream<Instant> time(String line) {
        try {
            return line.length() > LONGEST
                    ? Stream.empty()
                    : Stream.of(OffsetDateTime.parse(line).toInstant());
        } catch (DateTimeException e) {
            return Stream.empty();
        }
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }
}
