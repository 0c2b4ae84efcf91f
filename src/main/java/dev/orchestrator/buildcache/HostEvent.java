package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.docker.Age;
import dev.orchestrator.buildcache.run.Run;
import java.util.Optional;

/**
 * Something that happened to a host. A small value, keyed by the host's name, without settings or history, so that it
 * can be sent to another node.
 */
public sealed interface HostEvent {

    /** The host's name. */
    String host();

    /** The host's state after the event. */
    HostState state();

    /** A run has started. */
    record RunStarted(String host, HostState state) implements HostEvent {}

    /**
     * A run has ended; it is the last one in the state's tally.
     *
     * @param until the age filter of its prune
     */
    record RunEnded(String host, HostState state, Optional<Age> until) implements HostEvent {
        public Run run() {
            return state.tally().lastRun().orElseThrow();
        }
    }

    /** The host was added, paused or resumed, or waits for a permit. */
    record StateChanged(String host, HostState state) implements HostEvent {}
}
