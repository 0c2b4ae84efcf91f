package dev.orchestrator.buildcache;

import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.orchestrator.buildcache.run.Run;
import java.time.Duration;

/** Waits for ended runs among the events of a pruner. */
public final class EndedRuns {
    private EndedRuns() {}

    /** The next run that ends; each event before it may take this long. */
    public static Run next(TestProbe<HostEvent> subscriber, Duration patience) {
        while (true) {
            if (subscriber.receiveMessage(patience) instanceof HostEvent.RunEnded ended) {
                return ended.run();
            }
        }
    }
}
