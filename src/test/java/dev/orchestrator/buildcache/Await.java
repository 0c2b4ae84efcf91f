package dev.orchestrator.buildcache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens elsewhere, in another thread or process, and no longer than that takes. */
public final class Await {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private Await() {}

    /**
     * @param what the condition in words, for whoever reads the failure
     * @param atMost much more than it should ever take: it only ends a test that has failed
     */
    public static void until(String what, Duration atMost, Callable<Boolean> holds) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + atMost.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
