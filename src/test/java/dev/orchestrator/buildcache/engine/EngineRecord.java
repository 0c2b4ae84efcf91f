package dev.orchestrator.buildcache.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A record of a build cache as the engine's API has it, with exact figures; the CLI's listing rounds them.
 *
 * @param type such as {@code regular}, {@code source.local} or {@code exec.cachemount}
 * @param bytes its size
 * @param lastUsed empty if it is in its first use
 */
record EngineRecord(
        String id,
        List<String> parents,
        String type,
        String description,
        boolean inUse,
        boolean shared,
        long bytes,
        Instant created,
        Optional<Instant> lastUsed,
        int usageCount) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REQUEST = "GET /system/df?type=build-cache HTTP/1.0\r\nHost: docker\r\n\r\n";

    /** Lists all (GET /system/df; an older engine ignores the type). */
    static List<EngineRecord> all(Path socket) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(REQUEST.getBytes(UTF_8)));
            var answer = new ByteArrayOutputStream();
            Channels.newInputStream(channel).transferTo(answer);
            var parts = answer.toString(UTF_8).split("\r\n\r\n", 2);
            if (!parts[0].matches("(?s)HTTP/1\\.\\d 200 .*")) {
                throw new IllegalStateException("the engine answered " + answer.toString(UTF_8));
            }
            return StreamSupport.stream(
                            JSON.readTree(parts[1]).path("BuildCache").spliterator(), false)
                    .map(EngineRecord::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EngineRecord of(JsonNode record) {
        return new EngineRecord(
                record.path("ID").asText(),
                parents(record),
                record.path("Type").asText(),
                record.path("Description").asText(),
                record.path("InUse").asBoolean(),
                record.path("Shared").asBoolean(),
                record.path("Size").asLong(),
                Instant.parse(record.path("CreatedAt").asText()),
                Optional.of(record.path("LastUsedAt").asText(""))
                        .filter(time -> time.matches("\\d.*"))
                        .map(Instant::parse),
                record.path("UsageCount").asInt());
    }

    /** Engines before 23.0 name one at most. */
    private static List<String> parents(JsonNode record) {
        return Stream.concat(
                        Stream.of(record.path("Parent")),
                        StreamSupport.stream(record.path("Parents").spliterator(), false))
                .map(parent -> parent.asText(""))
                .filter(parent -> !parent.isEmpty() && !parent.equals("null"))
                .distinct()
                .toList();
    }
}
