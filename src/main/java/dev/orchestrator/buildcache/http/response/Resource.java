package dev.orchestrator.buildcache.http.response;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A file in the jar, beside the class that uses it. */
public final class Resource {
    private Resource() {}

    /** @throws IllegalStateException if there is no such file */
    public static byte[] bytes(Class<?> user, String name) {
        try (InputStream in = user.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name + " beside " + user.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(Class<?> user, String name) {
        return new String(bytes(user, name), StandardCharsets.UTF_8);
    }
}
