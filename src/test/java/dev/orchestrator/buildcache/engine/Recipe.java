package dev.orchestrator.buildcache.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Dockerfile for an image from nothing but BusyBox, which is in its build context. Equal beginnings are the same records
 * of the build cache: two recipes from one base share its layers.
 */
record Recipe(List<String> lines) {
    /** The only layer is BusyBox. */
    static final Recipe BUSYBOX = new Recipe(List.of("FROM scratch", "COPY busybox /bin/busybox"));

    Recipe {
        lines = List.copyOf(lines);
    }

    /** @param line of a Dockerfile */
    Recipe with(String line) {
        return new Recipe(Stream.concat(lines.stream(), Stream.of(line)).toList());
    }

    /** @param step a command line for BusyBox's shell */
    Recipe run(String step) {
        return with("RUN " + exec(step));
    }

    /** A layer with a file of random bytes, so that no compression makes it smaller. */
    Recipe layer(String name, int kib) {
        return run(blob("/" + name, kib));
    }

    /** Layers one upon another, with the files {@code NAME-1}, {@code NAME-2} and so on. */
    Recipe layers(String name, int count, int kibEach) {
        return IntStream.rangeClosed(1, count)
                .boxed()
                .reduce(this, (recipe, n) -> recipe.layer(name + "-" + n, kibEach), (a, b) -> b);
    }

    /** A step that leaves a file of random bytes in a cache mount of this name, and a layer without it. */
    Recipe cacheMount(String name, int kib) {
        return with(
                "RUN --mount=type=cache,id=" + name + ",target=/" + name + " " + exec(blob("/" + name + "/blob", kib)));
    }

    private static String blob(String file, int kib) {
        return "/bin/busybox dd if=/dev/urandom of=" + file + " bs=1k count=" + kib;
    }

    private static String exec(String step) {
        try {
            return new ObjectMapper().writeValueAsString(List.of("/bin/busybox", "sh", "-c", step));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(step, e);
        }
    }
}
