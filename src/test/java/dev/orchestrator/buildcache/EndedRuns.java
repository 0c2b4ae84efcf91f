package dev.orchestrator.buildcache;

import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.orchestrator.buildcache.run.Run;
import java.time.Duration;

/** The runs that end, among all the changes that a listener hears of. */
public final class EndedRuns {
    private EndedRuns() {}

    /** The next run that ends; so long may each change before it take. */
    public static Run next(TestProbe<Pruner.Changed> listener, Duration patience) {
        while (true) {
            var ended = listener.receiveMessage(patience).ended();
            if (ended.isPresent()) {
                return ended.get();
            }
        }
    }
}
