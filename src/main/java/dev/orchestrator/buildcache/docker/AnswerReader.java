package dev.orchestrator.buildcache.docker;

import java.util.Optional;

/**
 * Reads the answer of one command while it comes, so that a long one need not be kept. One thread gives, the same or,
 * after it has ended, another asks.
 *
 * @param <R> what the answer says
 */
public interface AnswerReader<R> {
    /** Takes the next part of what the command wrote to stdout. Never fails: what is no answer shows at the end. */
    void take(byte[] bytes, int from, int to);

    /**
     * What the answer says, once the command has ended with exit code 0.
     *
     * @return empty if it was no whole answer
     */
    Optional<R> answer();
}
