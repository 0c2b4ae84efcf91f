package dev.orchestrator.buildcache.testkit;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Timers that stand still until time is made to pass. Akka's own for tests sorts all of them at each step; this one takes
 * the first from a queue, so thousands of hosts can live through years.
 *
 * <p>Timers fire on the thread that makes time pass; those of the same moment in the order in which they were set.
 */
public final class QueuedScheduler extends AbstractScheduler {

    private static final class Timer implements Cancellable {
        private final long at;
        private final long number;
        private Runnable task;

        Timer(long at, long number, Runnable task) {
            this.at = at;
            this.number = number;
            this.task = task;
        }

        @Override
        public boolean cancel() {
            boolean cancels = task != null;
            task = null;
            return cancels;
        }

        @Override
        public boolean isCancelled() {
            return task == null;
        }
    }

    private final PriorityQueue<Timer> queue =
            new PriorityQueue<>(Comparator.<Timer>comparingLong(t -> t.at).thenComparingLong(t -> t.number));

    private volatile long now;
    private long timers;

    /** As Akka makes it, by {@code akka.scheduler.implementation}. */
    public QueuedScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

    /** How many nanoseconds have passed since the start. */
    long now() {
        return now;
    }

    void pass(long nanos) {
        long end = now + nanos;
        for (var timer = next(end); timer != null; timer = next(end)) {
            now = Math.max(now, timer.at);
            var task = timer.task;
            if (timer.cancel()) {
                task.run();
            }
        }
        now = end;
    }

    private synchronized Timer next(long end) {
        return queue.isEmpty() || queue.peek().at > end ? null : queue.remove();
    }

    @Override
    public synchronized Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        var timer = new Timer(now + Math.max(0, delay.toNanos()), timers++, task);
        queue.add(timer);
        return timer;
    }

    /** Nothing here is scheduled like this. */
    @Override
    @SuppressWarnings("deprecation")
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        throw new UnsupportedOperationException("only single timers");
    }

    @Override
    public double maxFrequency() {
        return 1000;
    }
}
