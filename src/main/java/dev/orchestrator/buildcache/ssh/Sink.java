package dev.orchestrator.buildcache.ssh;

import java.io.IOException;
import java.io.InputStream;

/** Takes what a process writes to one of its streams. One thread gives, any may ask for the text. */
interface Sink {
    void take(byte[] bytes, int from, int to);

    /** What is kept at the moment. */
    String text();

    /** Nothing comes any more. */
    default void end() {}

    /** What came so far is of no interest. */
    default void forget() {}

    /** Blocks until the stream ends or breaks; a stream that breaks ends there. */
    default void drain(InputStream stream) {
        var buffer = new byte[8192];
        try {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                take(buffer, 0, n);
            }
        } catch (IOException closed) {
            // The process was ended. What came until then is kept.
        }
        end();
    }
}
