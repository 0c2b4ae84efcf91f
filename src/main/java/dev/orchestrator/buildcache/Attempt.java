package dev.orchestrator.buildcache;

import dev.orchestrator.buildcache.prune.CommandResult;
import dev.orchestrator.buildcache.prune.RemoteCommand;
import dev.orchestrator.buildcache.prune.RunPlan;
import dev.orchestrator.buildcache.prune.RunPlan.Answer;
import dev.orchestrator.buildcache.prune.RunPlan.Step;
import dev.orchestrator.buildcache.prune.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A run under way: what came back so far, and the command that is out. */
final class Attempt {
    private final RunPlan plan;
    private final Instant start;
    private final List<Answer> soFar = new ArrayList<>();
    private UUID id;
    private RemoteCommand command;
    private boolean timeIsUp;

    Attempt(RunPlan plan, Instant start) {
        this.plan = plan;
        this.start = start;
    }

    Instant start() {
        return start;
    }

    /** What the plan says is next; but once time is up, no other command goes out. */
    Step next() {
        var next = plan.next(soFar);
        return next instanceof Step.Send && timeIsUp ? new Step.Done(Verdict.cutOff(plan.timeLimit())) : next;
    }

    /** The command goes out, under an id of its own. */
    UUID sends(RemoteCommand command) {
        this.command = command;
        id = UUID.randomUUID();
        return id;
    }

    /** Whether this is the id of the command that is out. */
    boolean awaits(UUID id) {
        return id.equals(this.id);
    }

    /** Its end has come. */
    void answered(CommandResult result) {
        soFar.add(new Answer(command, result));
    }

    /** Time is up. Returns the id of the command to end, if that has not been tried yet. */
    Optional<UUID> timeIsUp() {
        var toEnd = timeIsUp ? Optional.<UUID>empty() : Optional.ofNullable(id);
        timeIsUp = true;
        return toEnd;
    }
}
