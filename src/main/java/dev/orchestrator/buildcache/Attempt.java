package dev.orchestrator.buildcache;

import akka.actor.typed.ActorRef;
import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.run.RunPlan;
import dev.orchestrator.buildcache.run.RunPlan.Answer;
import dev.orchestrator.buildcache.run.RunPlan.Step;
import dev.orchestrator.buildcache.run.Verdict;
import dev.orchestrator.buildcache.ssh.SshRunner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A run under way: takes its plan's steps one by one, each as a command to the runner. Every call says whether the run
 * is over by it, and what it came to.
 */
final class Attempt {
    private final RunPlan plan;
    private final Instant start;
    private final Optional<ActorRef<SshRunner.Command>> runner;
    private final ActorRef<SshRunner.Ended> replyTo;

    private final List<Answer> soFar = new ArrayList<>();
    private UUID id;
    private RemoteCommand command;
    private boolean timeIsUp;

    /** @param runner empty if there is no host to run against */
    Attempt(
            RunPlan plan,
            Instant start,
            Optional<ActorRef<SshRunner.Command>> runner,
            ActorRef<SshRunner.Ended> replyTo) {
        this.plan = plan;
        this.start = start;
        this.runner = runner;
        this.replyTo = replyTo;
    }

    Instant start() {
        return start;
    }

    /** Takes the next step. Once time is up, no other command goes out. */
    Optional<Verdict> proceed() {
        if (runner.isEmpty()) {
            return Optional.of(Verdict.noHost());
        }
        var next = plan.next(soFar);
        if (next instanceof Step.Done done) {
            return Optional.of(done.verdict());
        }
        if (next instanceof Step.Send send && !timeIsUp) {
            id = UUID.randomUUID();
            command = send.command();
            runner.get().tell(new SshRunner.Run(id, command, replyTo));
            return Optional.empty();
        }
        return Optional.of(Verdict.cutOff(plan.timeLimit()));
    }

    /** A command has ended; one that isn't of this run, or no longer awaited, is ignored. */
    Optional<Verdict> ended(UUID id, CommandResult result) {
        if (!id.equals(this.id)) {
            return Optional.empty();
        }
        soFar.add(new Answer(command, result));
        return proceed();
    }

    /** The first time, the command is ended; if that has brought no answer by the second, the run is over without. */
    Optional<Verdict> timeIsUp() {
        if (timeIsUp) {
            return Optional.of(Verdict.cutOff(plan.timeLimit()));
        }
        timeIsUp = true;
        runner.orElseThrow().tell(new SshRunner.EndNow(id));
        return Optional.empty();
    }
}
