package dev.orchestrator.buildcache.ssh;

import dev.orchestrator.buildcache.docker.AnswerReader;
import java.util.function.Supplier;

/** Keeps what it takes in another sink, and gives it to the reader that there is at the moment. */
final class WithReader implements Sink {
    private final Sink kept;
    private final Supplier<AnswerReader<?>> reader;

    WithReader(Sink kept, Supplier<AnswerReader<?>> reader) {
        this.kept = kept;
        this.reader = reader;
    }

    @Override
    public void take(byte[] bytes, int from, int to) {
        kept.take(bytes, from, to);
        reader.get().take(bytes, from, to);
    }

    @Override
    public String text() {
        return kept.text();
    }
}
