package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.CommandResult;
import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.KeyUnrecorded;
import dev.orchestrator.buildcache.docker.CommandResult.Lost;
import dev.orchestrator.buildcache.docker.CommandResult.NotStarted;
import dev.orchestrator.buildcache.docker.Diagnosis;
import dev.orchestrator.buildcache.docker.Endpoint;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.value.OneLine;
import java.time.Duration;
import java.util.Optional;

/** Maps a command that did not succeed to the outcome of its run. */
final class FailedCommand {
    private static final int SHOWN = 200;

    private FailedCommand() {}

    /**
     * @param timeLimit that cut it off, if one did
     * @throws IllegalArgumentException if the command succeeded
     */
    static Outcome outcome(RemoteCommand<?> command, CommandResult result, Duration timeLimit) {
        if (result instanceof Exited exited && exited.code() != 0) {
            return Endpoint.refused(exited)
                    .<Outcome>map(endpoint -> new Outcome.Refused(endpoint.objection("DOCKER_HOST")))
                    .orElseGet(() -> failed(exited));
        } else if (result instanceof NotStarted notStarted) {
            return failed(notStarted.failure(), notStarted.reason());
        } else if (result instanceof KeyUnrecorded unrecorded) {
            return failed(
                    Failure.HOST_KEY_REJECTED,
                    "a changed host key would not be noticed, since ssh can't record the first one: "
                            + unrecorded.said());
        } else if (result instanceof Lost lost) {
            return command.isReadOnly()
                    ? failed(lost.failure(), lost.reason())
                    : new Outcome.Unknown(local(lost.reason()));
        } else if (result instanceof CutOff cutOff) {
            return CutOffCommand.outcome(command, cutOff, timeLimit);
        }
        throw new IllegalArgumentException("the command succeeded: " + result);
    }

    private static Outcome failed(Exited exited) {
        var diagnosis = Diagnosis.of(exited);
        return new Outcome.Failed(
                diagnosis.failure(), Optional.of(exited.code()), diagnosis.text(), diagnosis.details());
    }

    private static Outcome failed(Failure failure, String reason) {
        return new Outcome.Failed(failure, Optional.empty(), local(reason));
    }

    private static String local(String reason) {
        return "ssh/subprocess error: " + OneLine.of(reason, SHOWN);
    }
}
