package dev.orchestrator.buildcache.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.run.Step;
import java.time.Duration;

/** Takes a plan from step to step. */
public final class Steps {
    private Steps() {}

    /** The step after this result of a step's command, which takes no time. */
    public static Step after(Step step, CommandResult result, Duration limit) {
        return after(step, result, new Step.Timing(limit, Duration.ZERO, limit, limit));
    }

    /** The step after this result of a step's command. */
    public static Step after(Step step, CommandResult result, Step.Timing timing) {
        var sent = ((Step.Send<?>) step).sent();
        if (result instanceof Exited exited) {
            var bytes = exited.stdout().getBytes(UTF_8);
            sent.reader().take(bytes, 0, bytes.length);
        }
        return sent.after(result, timing);
    }
}
