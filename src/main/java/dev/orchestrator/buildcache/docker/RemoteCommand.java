package dev.orchestrator.buildcache.docker;

import java.util.Optional;

/**
 * A command that may be run on a host. The set is closed: what isn't one of these records can't be sent. Only {@link
 * BuilderPrune} and {@link RecordsPrune} change anything on a host; the others read.
 *
 * @param <R> what its answer says
 */
public sealed interface RemoteCommand<R>
        permits DockerVersion, ContextInspect, EngineTime, ListCache, BuilderPrune, RecordsPrune {

    /** The command as the host's shell gets it: one line, every value in it quoted. */
    String line();

    /**
     * Reads the answer of a command that ended with exit code 0.
     *
     * @param stdout what the command wrote, as far as it was kept; stderr is never part of an answer
     * @return empty if that isn't an answer to this command
     */
    Optional<R> read(String stdout);

    /** The same, where more than stdout counts. */
    default Optional<R> read(CommandResult.Exited exited) {
        return read(exited.stdout());
    }

    /** A reader for one answer. */
    default AnswerReader<R> newReader() {
        return AnswerReader.ofKept(this::read);
    }

    /** Whether it only reads, so that a command whose end is not known has changed nothing. */
    boolean isReadOnly();
}
