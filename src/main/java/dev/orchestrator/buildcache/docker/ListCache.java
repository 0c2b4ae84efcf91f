package dev.orchestrator.buildcache.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orchestrator.buildcache.cache.CacheListing;
import java.util.Optional;

/**
 * Lists the records of the build cache. Slow on a large host, since Docker walks its images, containers and volumes as
 * well (moby/moby#31719), and before Engine API 1.42 it refuses a second one at the same time.
 *
 * @param context of the engine; empty for the one that the login uses
 */
public record ListCache(Optional<DockerContext> context) implements RemoteCommand<CacheListing> {

    @Override
    public String line() {
        return DockerContext.docker(context) + " system df -v --format " + ShellWord.quote("{{json .BuildCache}}");
    }

    @Override
    public Optional<CacheListing> read(String stdout) {
        var reader = new CacheListingReader();
        var bytes = stdout.getBytes(UTF_8);
        reader.take(bytes, 0, bytes.length);
        return reader.answer();
    }

    @Override
    public AnswerReader<CacheListing> newReader() {
        return new CacheListingReader();
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }
}
