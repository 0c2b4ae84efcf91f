package dev.orchestrator.buildcache.docker;

import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the answer to one command. Most answers are short and are read from what is kept of them; a long one is read while
 * it comes. One thread gives; after the command has ended, another asks.
 *
 * @param <R> what the answer says
 */
public interface AnswerReader<R> {
    /** Takes the next part of what the command writes to stdout. Never fails: what is no answer shows at the end. */
    void take(byte[] bytes, int from, int to);

    /**
     * What the answer says.
     *
     * @param end of the command, with exit code 0
     * @return empty if it was no answer
     */
    Optional<R> answer(Exited end);

    /** Of an answer that is whole in what is kept. */
    static <R> AnswerReader<R> ofKept(Function<Exited, Optional<R>> read) {
        return new AnswerReader<>() {
            @Override
            public void take(byte[] bytes, int from, int to) {
                // It is kept.
            }

            @Override
            public Optional<R> answer(Exited end) {
                return read.apply(end);
            }
        };
    }
}
