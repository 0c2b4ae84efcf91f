package dev.orchestrator.buildcache.ssh;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import java.util.concurrent.Executor;

/**
 * Where threads may block for a process.
 *
 * @param reading one for each process, as long as it lives
 * @param writing for a moment. Another pool: all of the first may be waiting for what is to be written
 */
record SshThreads(Executor reading, Executor writing) {
    private static final DispatcherSelector READING =
            DispatcherSelector.fromConfig("build-cache-pruner.blocking-dispatcher");

    static SshThreads of(ActorSystem<?> system) {
        return new SshThreads(
                system.dispatchers().lookup(READING), system.dispatchers().lookup(DispatcherSelector.blocking()));
    }
}
