package dev.orchestrator.buildcache.testkit;

import java.util.concurrent.Executor;

/**
 * Runs each task in a thread of its own. A task that blocks must not use the common pool: on a small machine that has one
 * thread, which the JDK's HTTP client needs too (since Java 25).
 */
public enum OwnThread implements Executor {
    FOR_EACH;

    @Override
    public void execute(Runnable task) {
        var thread = new Thread(task, "test-task");
        thread.setDaemon(true);
        thread.start();
    }
}
