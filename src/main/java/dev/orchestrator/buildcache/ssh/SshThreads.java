package dev.orchestrator.buildcache.ssh;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import java.util.concurrent.Executor;

/**
 * Where threads may block for an ssh process.
 *
 * @param writing for a moment
 */
record SshThreads(Executor writing) {
    private static final DispatcherSelector WRITING =
            DispatcherSelector.fromConfig("build-cache-pruner.blocking-dispatcher");

    static SshThreads of(ActorSystem<?> system) {
        return new SshThreads(system.dispatchers().lookup(WRITING));
    }
}
