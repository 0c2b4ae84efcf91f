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
 * Timers that fire only when the test advances time. Akka's own test scheduler sorts all timers at each step; this one
 * uses a priority queue, so that thousands of hosts can run for years.
 *
 * <p>Timers fire on the thread that advances time; timers due at the same moment fire in the order they were set.
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

    /** Constructor that Akka calls, see {@code akka.scheduler.implementation}. */
    public QueuedScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

    /** Nanoseconds since the start. */
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
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        if (delay.toNanos() <= 0) { // at once, as Akka's test scheduler does
            executor.execute(task);
            return Cancellable.alreadyCancelled();
        }
        return add(new Timer(now + delay.toNanos(), timers++, task));
    }

    private synchronized Timer add(Timer timer) {
        queue.add(timer);
        return timer;
    }

    /** Not used by this program. */
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
