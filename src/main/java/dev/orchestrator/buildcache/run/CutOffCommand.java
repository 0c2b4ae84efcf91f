package dev.orchestrator.buildcache.run;

import dev.orchestrator.buildcache.docker.CommandResult.CutOff;
import dev.orchestrator.buildcache.docker.CommandResult.Exited;
import dev.orchestrator.buildcache.docker.CommandResult.Reached;
import dev.orchestrator.buildcache.docker.Diagnosis;
import dev.orchestrator.buildcache.docker.Failure;
import dev.orchestrator.buildcache.docker.RemoteCommand;
import dev.orchestrator.buildcache.value.Seconds;
import java.time.Duration;
import java.util.Optional;

/** Maps a command that a time limit cut off to the outcome of its run. */
final class CutOffCommand {
    private CutOffCommand() {}

    /** Only a prune that may have been sent leaves something unknown. */
    static Outcome outcome(RemoteCommand<?> command, CutOff cutOff, Duration limit) {
        var timeout = "timeout after " + Seconds.of(limit).toPlainString() + "s";
        var said = said(cutOff.end());
        var words = said.map(diagnosis -> ": " + words(diagnosis, cutOff.end())).orElse("");
        if (!command.isReadOnly() && cutOff.reached() != Reached.NOBODY) {
            return new Outcome.Unknown(timeout + words);
        }
        return new Outcome.Failed(
                failure(cutOff),
                Optional.empty(),
                timeout + ": no answer from " + (cutOff.reached() == Reached.DOCKER ? "Docker" : "the host") + words,
                said.flatMap(Diagnosis::details));
    }

    /** Until it is connected, ssh itself may say why not; a Banner may say anything. */
    private static Failure failure(CutOff cutOff) {
        if (cutOff.reached() == Reached.DOCKER) {
            return Failure.DOCKER_NOT_RUNNING;
        }
        var ofSsh =
                Diagnosis.of(new Exited(255, "", "", cutOff.end().ssh(), false)).failure();
        return ofSsh == Failure.OTHER ? Failure.HOST_UNREACHABLE : ofSsh;
    }

    private static Optional<Diagnosis> said(Exited end) {
        boolean isSilent = end.stderr().isBlank() && end.ssh().isBlank();
        return isSilent ? Optional.empty() : Optional.of(Diagnosis.of(withoutStdout(end)));
    }

    private static Exited withoutStdout(Exited end) {
        return new Exited(end.code(), "", end.stderr(), end.ssh(), end.framed());
    }

    /** The exit code is that of an ssh that was ended. */
    private static String words(Diagnosis diagnosis, Exited end) {
        return diagnosis.text().substring(("rc=" + end.code() + ": ").length());
    }
}
