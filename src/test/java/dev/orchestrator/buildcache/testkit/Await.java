package dev.orchestrator.buildcache.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition in another thread or process, and no longer than necessary. */
public final class Await {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private static final Duration LONG = Duration.ofSeconds(60);

    private Await() {}

    /** @param what the condition in words, for the failure's message */
    public static void until(String what, BooleanSupplier holds) {
        try {
            until(what, LONG, holds::getAsBoolean);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param what the condition in words, for the failure message
     * @param atMost much longer than it should ever take; it only ends a test that has failed
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
